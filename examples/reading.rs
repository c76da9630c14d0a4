//! How fast pages are read and measured, and how much of their true text a perfect judge of paragraphs could keep.
//!
//! `cargo run --release --example reading -- CORPUS...`: a corpus is a folder with `html/NAME.html.gz` and `gold/NAME.txt`
//! or `ground-truth/NAME.json`. Prints a line a corpus; with `--pages` a line a page too, the worst first; with `--text
//! FILE` the paragraphs of one page.

use flate2::read::GzDecoder;
use std::error::Error;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};
use unblurb::alignment::align;
use unblurb::evaluation::{PageFigures, PageMean};
use unblurb::features::{Features, Measures, Shape, View, WordScore};
use unblurb::page::Page;
use unblurb::{Label, TruthLabel};

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [text, file] = arguments.as_slice()
        && text == "--text"
    {
        return print(&Page::read(&unpacked(file.as_ref())?));
    }
    let names_pages = arguments.iter().any(|argument| argument == "--pages");
    for corpus in arguments.iter().filter(|argument| *argument != "--pages") {
        measure(corpus.as_ref(), names_pages)?;
    }
    Ok(())
}

fn measure(corpus: &Path, names_pages: bool) -> Result<()> {
    let mut paths: Vec<_> = fs::read_dir(corpus.join("html"))?.collect::<Result<Vec<_>, _>>()?;
    paths.sort_by_key(fs::DirEntry::path);
    let (mut bytes, mut time, mut facts_time) = (0, Duration::ZERO, Duration::ZERO);
    let (mut whole, mut best, mut names) = (Vec::new(), Vec::new(), Vec::new());
    let (mut titles, mut paragraphs) = (0, 0);
    let mut steps = Steps::default();
    for entry in paths {
        let path = entry.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().replace(".html.gz", "");
        let html = unpacked(&path)?;
        let start = Instant::now();
        let page = Page::read(&html);
        time += start.elapsed();
        let start = Instant::now();
        titles += usize::from(page.facts().title.is_some());
        facts_time += start.elapsed();
        bytes += html.len();
        steps.measure(&page);
        let document = page.document();
        paragraphs += document.len();
        let truth = truth(corpus, &name)?;
        let kept = |label: &TruthLabel| matches!(label, TruthLabel::Known(Label::Content | Label::Title));
        let labels = align(document, &truth);
        let content = document.paragraph_texts().zip(&labels).filter(|(_, label)| kept(label)).map(|(text, _)| text);
        best.push(PageFigures::new(content, [truth.as_str()]));
        whole.push(PageFigures::new(document.paragraph_texts(), [truth.as_str()]));
        names.push(name);
    }
    let mb = bytes as f64 / 1e6;
    let (Some(all), Some(cut)) = (PageMean::new(&whole), PageMean::new(&best)) else { return Ok(()) };
    println!(
        "{}: {} pages, {mb:.0} MB, {:.0} MB/s, with facts {:.0}; {paragraphs} paragraphs, titles {titles}; true words in the page {:.4}; \
         aligned paragraphs F1 {:.4} precision {:.4} recall {:.4}",
        corpus.file_name().unwrap_or_default().to_string_lossy(),
        names.len(),
        mb / time.as_secs_f64(),
        mb / (time + facts_time).as_secs_f64(),
        all.recall,
        cut.f1,
        cut.precision,
        cut.recall,
    );
    println!("  {}", steps.speeds(mb));
    if names_pages {
        let mut order: Vec<usize> = (0..names.len()).filter(|&i| whole[i].true_words > 0).collect();
        order.sort_by(|&a, &b| whole[a].recall.total_cmp(&whole[b].recall));
        for i in order {
            println!(
                "  {} recall {:.3} of {} words, aligned F1 {:.3}",
                names[i], whole[i].recall, whole[i].true_words, best[i].f1
            );
        }
    }
    Ok(())
}

/// What comes after reading, on the same pages: the tree, tokens and shapes, the view, measures.
#[derive(Default)]
struct Steps {
    times: [Duration; 4],
    features: Features,
    view: View,
    measures: Measures,
}

impl Steps {
    const NAMES: [&str; 4] = ["tree", "features", "view", "measures"];

    fn measure(&mut self, page: &Page) {
        let document = page.document().clone();
        let mut start = Instant::now();
        let mut end = |step: usize| {
            let now = Instant::now();
            self.times[step] += now - start;
            start = now;
        };
        let document = document.with_tree(page.tree());
        end(0);
        self.features.read(&document);
        end(1);
        // Scores as odd as those of a model.
        let score =
            |shape: &Shape| WordScore { own: (shape.text_hash % 1000) as f32 / 100.0 - 5.0, ..WordScore::default() };
        let scores: Vec<WordScore> = self.features.shapes.iter().map(score).collect();
        self.view.look(&self.features, &scores);
        end(2);
        self.measures.compute(&self.view);
        end(3);
    }

    fn speeds(&self, mb: f64) -> String {
        let mut line = String::new();
        for (name, time) in Self::NAMES.iter().zip(self.times) {
            line += &format!("{name} {:.0} MB/s, ", mb / time.as_secs_f64());
        }
        line + &format!("all four {:.0}", mb / self.times.iter().sum::<Duration>().as_secs_f64())
    }
}

/// The page's true text; readers' comments, which follow a line that ends in `COMMENTS`, are none of it.
fn truth(corpus: &Path, name: &str) -> Result<String> {
    let json = corpus.join("ground-truth").join(format!("{name}.json"));
    if json.is_file() {
        let truth: serde_json::Value = serde_json::from_slice(&fs::read(json)?)?;
        return Ok(truth["ground_truth"]["main_content"].as_str().unwrap_or_default().to_owned());
    }
    let text = String::from_utf8_lossy(&fs::read(corpus.join("gold").join(format!("{name}.txt")))?).into_owned();
    let article: Vec<&str> = text.lines().take_while(|line| !line.trim_end().ends_with("COMMENTS")).collect();
    Ok(article.join("\n"))
}

fn print(page: &Page) -> Result<()> {
    for (text, markup) in page.document().paragraph_texts().zip(page.markup()) {
        let elements = page.elements();
        let mut path: Vec<&str> = elements.ancestors(markup.element).map(|id| elements.name_text(id)).take(3).collect();
        path.reverse();
        path.push(elements.name_text(markup.element));
        println!("{} [linked {:.2} bold {:.2}] {text}\n", path.join(">"), markup.linked, markup.bold);
    }
    println!("{:#?} {}", page.facts(), page.encoding());
    Ok(())
}

fn unpacked(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    GzDecoder::new(fs::File::open(path)?).read_to_end(&mut bytes)?;
    Ok(bytes)
}
