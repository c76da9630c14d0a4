#!/usr/bin/env python3
"""Pages of `evaluate --html` and `explain --to html` in a headless Chromium: do they load, stand alone, and fit?

    tests/report_in_browser.py PROGRAM [--screenshots FOLDER]

Makes pages with the program from data/ and tests/, opens them from disk and looks: no message on the console, nothing
loaded besides the page, nothing wider than the window, in light and dark, wide and as narrow as a telephone; the curves
are drawn, a tap shows reasons, a fold opens. Installs Chromium and its driver by apt-get where they are missing; exits with
77 where that cannot be done, with 1 where something is wrong. Needs Python alone: the driver is spoken to over HTTP.
"""

import argparse
import base64
import http.client
import json
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
WINDOWS = {"wide": (1200, 900), "telephone": (390, 844)}
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SKIPPED = 77


def browser():
    """Paths of Chromium and its driver; asks apt-get for them once."""
    names = [("chromium", "chromium-browser", "google-chrome"), ("chromedriver",)]
    find = lambda: [next(filter(None, map(shutil.which, of)), None) for of in names]
    if None in find():
        try:
            command = ["apt-get", "install", "-y", "-q", "chromium", "chromium-driver"]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=600)
        except (OSError, subprocess.SubprocessError) as error:
            print(f"no Chromium with its driver, and none could be installed: {error}", file=sys.stderr)
            sys.exit(SKIPPED)
    if None in find():
        print("no Chromium with its driver was found after it was installed", file=sys.stderr)
        sys.exit(SKIPPED)
    return find()


class Driver:
    """A browser of its own, spoken to over the WebDriver protocol."""

    def __init__(self, chromium, chromedriver, profile):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            [chromedriver, f"--port={self.port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            self.wait()
            options = {"binary": chromium, "args": [*FLAGS, f"--user-data-dir={profile}"]}
            wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
            self.path = ""
            session = self.post("/session", {"capabilities": {"alwaysMatch": wanted}})
            self.path = f"/session/{session['sessionId']}"
        except BaseException:
            self.process.terminate()
            raise

    def wait(self):
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the driver does not answer")

    def request(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request(method, self.path + path, json.dumps(body) if body is not None else None)
        value = json.load(connection.getresponse())["value"]
        if isinstance(value, dict) and "error" in value:
            raise RuntimeError(f"{path}: {value['message']}")
        return value

    def post(self, path, body):
        return self.request("POST", path, body)

    def protocol(self, command, **params):
        return self.post("/goog/cdp/execute", {"cmd": command, "params": params})

    def ask(self, script):
        return self.post("/execute/sync", {"script": f"return ({script});", "args": []})

    def open(self, page, size, dark):
        width, height = size
        narrow = width < 600
        self.protocol(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=narrow
        )
        self.protocol("Emulation.setTouchEmulationEnabled", enabled=narrow)
        scheme = "dark" if dark else "light"
        self.protocol("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.post("/url", {"url": page.as_uri()})

    def click(self, selector):
        element = self.post("/element", {"using": "css selector", "value": selector})
        self.post(f"/element/{next(iter(element.values()))}/click", {})

    def picture(self, path):
        shot = self.protocol("Page.captureScreenshot", captureBeyondViewport=True, format="png")
        path.write_bytes(base64.b64decode(shot["data"]))

    def close(self):
        try:
            self.request("DELETE", "")
        finally:
            self.process.terminate()
            self.process.wait()


def make(program, folder):
    """A page of good and one of bad figures, one of hardly any data, one of articles; with hostile text in each."""
    hostile = "<script>console.error('it ran')</script><img src=x onerror=\"console.error('it ran')\">"
    lines = (ROOT / "data/articles.en.jsonl").read_text("utf-8").splitlines()[:60]
    few = [{"text": hostile, "label": "content"}, {"text": f"{hostile} Share this", "label": "share"}]
    lines.append(json.dumps({"id": hostile, "site": hostile, "language": hostile, "paragraphs": few}))
    (folder / "articles.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "one.csv").write_text("text,label\nA sentence about the harbour.,content\n", "utf-8")
    (folder / "hostile.txt").write_text(f"A headline\n\n{hostile}\n\nShare this story\n", "utf-8")
    articles = [str(path) for path in sorted((ROOT / "data/articles").glob("*.txt"))[:4]]
    pages = {
        "evaluation.html": ["evaluate", "articles.jsonl", "--html"],
        "mistakes.html": ["evaluate", "articles.jsonl", "--threshold", "0.02", "--html"],
        "one-row.html": ["evaluate", "one.csv", "--html"],
        "explanation.html": ["explain", "hostile.txt", *articles, "--to", "html", "-o"],
    }
    for name, args in pages.items():
        subprocess.run([program, *args, name], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return [folder / name for name in pages]


def look(driver, page, wrong):
    """What is wrong with a page that is open."""
    for entry in driver.post("/se/log", {"type": "browser"}):
        wrong(f"the console says {entry['message']}")
    loaded = driver.ask("performance.getEntriesByType('resource').map(entry => entry.name)")
    if [name for name in loaded if not name.startswith("data:")]:
        wrong(f"it loads {loaded}")
    if driver.ask("document.querySelectorAll('script, img, iframe, link:not([rel=icon])').length"):
        wrong("it has elements that load or run")
    width, shown = driver.ask("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    if width > shown:
        wrong(f"it is {width} pixels wide in a window of {shown}")
    if driver.ask("/\\bNaN\\b|\\binf\\b|undefined/.test(document.body.innerText)"):
        wrong("a number is none")
    if page.name in ("evaluation.html", "mistakes.html"):
        curves = driver.ask("[...document.querySelectorAll('svg polyline')].map(line => line.getBBox().width)")
        if len(curves) != 3 or min(curves) < 100:
            wrong(f"its curves are {curves} wide, expected three to be seen")
        for part in ("figures", "curves", "promises", "labels", "groups", "mistakes", "models"):
            if not driver.ask(f"document.querySelector('#{part} h2') !== null"):
                wrong(f"it has no part {part}")
    if page.name == "mistakes.html" and driver.ask("document.querySelectorAll('.mistakes .reason').length") < 20:
        wrong("mistakes have no reasons")
    if page.name == "one-row.html" and "not measurable" not in driver.ask("document.body.innerText"):
        wrong("it does not say what is not measurable")
    if page.name == "explanation.html":
        try_explanation(driver, wrong)


def try_explanation(driver, wrong):
    shown = "document.querySelector('.explained > .p > .why').getClientRects().length"
    if driver.ask(shown):
        wrong("reasons show before anybody asked")
    driver.click(".explained > .p")
    if not driver.ask(shown):
        wrong("a tap shows no reasons")
    driver.click("h1")
    if driver.ask(shown):
        wrong("reasons stay when a finger goes elsewhere")
    tints = driver.ask("new Set([...document.querySelectorAll('.p')].map(p => getComputedStyle(p).backgroundColor)).size")
    if tints < 5:
        wrong(f"paragraphs have {tints} tints")
    driver.click(".gone > summary")
    if not driver.ask("document.querySelector('.gone .p').getClientRects().length"):
        wrong("a fold does not open")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path, help="unblurb")
    parser.add_argument("--screenshots", type=pathlib.Path, help="folder for a picture of each page in each window")
    args = parser.parse_args()
    program = args.program.resolve()
    chromium, chromedriver = browser()
    failures = []
    with tempfile.TemporaryDirectory(prefix="unblurb-pages-", ignore_cleanup_errors=True) as folder:
        folder = pathlib.Path(folder)
        pages = make(program, folder)
        driver = Driver(chromium, chromedriver, folder / "profile")
        try:
            for page in pages:
                for window, size in WINDOWS.items():
                    for scheme in ("light", "dark"):
                        name = f"{page.stem}, {window}, {scheme}"
                        driver.open(page, size, scheme == "dark")
                        look(driver, page, lambda what: failures.append(f"{name}: {what}"))
                        if args.screenshots:
                            args.screenshots.mkdir(parents=True, exist_ok=True)
                            driver.picture(args.screenshots / f"{page.stem}-{window}-{scheme}.png")
        finally:
            driver.close()
    print("\n".join(failures) or f"{len(pages)} pages, wide and narrow, light and dark: all is well")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
