#!/usr/bin/env python3
"""Says whether two people hold the same pages.

    sources.py hash FOLDER...

For each corpus folder (laid out as build_views.py reads it): the number of pages, and one SHA-256 for the pages (html/),
one for their true texts (gold/ or ground-truth/) and one for pages.json where there is one. Such a hash is the SHA-256 over
the sorted lines "<sha256 of the file>  <name>", where a .gz file is hashed unpacked and named without .gz, so that how it was
compressed does not matter. Standard library only."""
import argparse
import gzip
import hashlib
from pathlib import Path


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, metavar="hash")
    hashing = commands.add_parser("hash")
    hashing.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    for folder in parser.parse_args().folders:
        print(f"{folder.name}: {sum(1 for _ in (folder / 'html').glob('*.html.gz'))} pages")
        for part in ("html", "gold", "ground-truth"):
            if (folder / part).is_dir():
                print(f"  {part:12} {folder_hash(folder / part)}")
        if (folder / "pages.json").is_file():
            print(f"  {'pages.json':12} {file_hash(folder / 'pages.json')}")


def folder_hash(folder):
    lines = sorted(f"{file_hash(path)}  {path.name.removesuffix('.gz')}" for path in folder.iterdir() if path.is_file())
    return hashlib.sha256("".join(line + "\n" for line in lines).encode()).hexdigest()


def file_hash(path):
    data = path.read_bytes()
    return hashlib.sha256(gzip.decompress(data) if path.suffix == ".gz" else data).hexdigest()


if __name__ == "__main__":
    main()
