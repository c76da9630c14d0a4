#![allow(missing_docs)]
use std::collections::HashMap;
use unblurb::document::LabelledDocument;
use unblurb::evaluation::*;
use unblurb::records::*;
use unblurb::training::*;
use unblurb::{Label, TruthLabel};

fn load(path: &str, w: f32) -> Vec<LabelledDocument> {
    let mut d = read_labelled(&Input::file(path, None).unwrap(), Encoding::default()).unwrap();
    for d in &mut d { d.weight *= w; }
    d
}
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let env = |k: &str, d: f64| std::env::var(k).ok().map_or(d, |v| v.parse().unwrap());
    let b = "/work/shared/corpus/paragraphs/";
    let t0 = std::time::Instant::now();
    let views = |c: &str, vs: &[&str], w: f32| -> Vec<LabelledDocument> { vs.iter().flat_map(|v| load(&format!("{b}{c}-{v}.jsonl.gz"), w)).collect() };
    let all8 = ["trafilatura", "trafilatura_recall", "readability", "boilerpy3", "justext", "resiliparse", "dom_smoothie", "rs_trafilatura"];
    let three = ["trafilatura", "readability", "resiliparse"];
    let vw = env("VW", 0.12) as f32; let ow = env("OW", 0.3) as f32; let dw = env("DW", 1.0) as f32; let kw = env("KW", 0.3) as f32;
    let mut others = vec![];
    for c in ["dragnet", "fundus", "daniel", "postlight", "readability", "newspaper"] { if a[1] != c && ow > 0.0 { others.extend(views(c, &["full"], ow)); if c != "dragnet" { others.extend(views(c, &three, ow * vw)); } } }
    let pool = load("/tmp/w/data/pool.jsonl", 1.0);
    let mut articles = load("/tmp/w/data/articles.jsonl", dw);
    if std::env::var("NO2").is_err() { articles.extend(load("/tmp/w/data/articles2.jsonl", dw)); }
    let kinds = load("/work/shared/labels/wcxb-dev-kinds.jsonl", kw);
    let written = load("/work/shared/labels/written/articles.jsonl", dw);
    let wpool = load("/work/shared/labels/written/junk.jsonl", 1.0);
    let (docs, also): (Vec<_>, Vec<_>) = match a[1].as_str() {
        "wcxb" => { let mut x = others; if vw > 0.0 { x.extend(views("wcxb-dev", &all8, vw)); } if dw > 0.0 { x.extend(articles); } if kw > 0.0 { x.extend(kinds); } (views("wcxb-dev", &["full"], 1.0), x) }
        "data" => { let mut x = others; x.extend(views("wcxb-dev", &["full"], 1.0)); if vw > 0.0 { x.extend(views("wcxb-dev", &all8, vw)); } x.extend(kinds); x.extend(written); (articles, x) }
        "kinds" => { let mut x = others; x.extend(views("wcxb-dev", &["full"], 1.0)); x.extend(views("wcxb-dev", &all8, vw)); x.extend(articles); x.extend(written); (kinds, x) }
        c => { let mut x = others; x.extend(views("wcxb-dev", &["full"], 1.0)); if vw > 0.0 { x.extend(views("wcxb-dev", &all8, vw)); x.extend(views(c, &three, vw * ow)); } x.extend(articles); x.extend(kinds); (views(c, &["full"], 1.0), x) }
    };
    let mut pool = pool; if std::env::var("NO2").is_err() { pool.extend(load("/tmp/w/data/pool2.jsonl", 1.0)); } pool.extend(wpool);
    eprintln!("loaded {} {} {:?}", docs.len(), also.len(), t0.elapsed());
    let params = TrainParams { splice: env("SPLICE", 3000.0) as usize, ..TrainParams::default() };
    let only = a.get(2).map(|v| v.parse().unwrap());
    let r = cross_validate(&params, &Validation { folds: 5, only }, &docs, &also, &pool).unwrap();
    eprintln!("validated {:?}", t0.elapsed());
    let mut by: HashMap<&str, Vec<Judged>> = HashMap::new();
    let mut pf: Vec<Vec<f64>> = vec![vec![]; 10];
    for (i, v) in &r {
        let d = &docs[*i];
        let lang = d.document.origin.language.as_deref().unwrap_or("?");
        let j: Vec<Judged> = v.iter().enumerate().map(|(k, v)| Judged { document: *i as u32, truth: d.labels[k], label: v.label, junk: v.junk, chars: d.document.paragraph_text(k).chars().count() as u32 }).collect();
        by.entry("all").or_default().extend(j.iter().copied());
        let g = if a[1] == "data" { if lang == "en" { "en" } else { "other" } } else { lang };
        by.entry(g).or_default().extend(j.iter().copied());
        if a[1] == "wcxb" || a[1] == "daniel" {
            let id = d.document.origin.id.as_deref().unwrap();
            let gold = if a[1] == "wcxb" { let v: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(format!("/work/shared/corpus/wcxb-dev/ground-truth/{id}.json")).unwrap()).unwrap(); v["ground_truth"]["main_content"].as_str().unwrap_or("").to_string() } else { std::fs::read_to_string(format!("/work/shared/corpus/daniel/gold/{id}.txt")).unwrap() };
            if gold.trim().is_empty() { continue; }
            for (n, f) in pf.iter_mut().enumerate() { let t = 0.1 * n as f32; f.push(PageFigures::new(v.iter().enumerate().filter(|(_, v)| v.junk < t).map(|(k, _)| d.document.paragraph_text(k)), [gold.as_str()]).f1); }
        }
    }
    let mut keys: Vec<_> = by.keys().copied().collect(); keys.sort();
    for k in keys {
        for t in if k == "all" || a[1] == "data" { vec![0.3f32, 0.5] } else { vec![0.5] } {
            let r = Report::new(&by[k], t).unwrap();
            let s = |x: Option<f64>| x.map_or("-".into(), |v| format!("{v:.3}"));
            println!("{k}@{t} n{} AUC {:.4} junk P {} R {} F1 {} lost {} removed {} macroF1 {}", by[k].len(), r.probability.auc.unwrap_or(0.0), s(r.junk.precision), s(r.junk.recall), s(r.junk.f1), s(r.content_chars_lost), s(r.junk_chars_removed), s(r.macro_f1));
            println!("   at loss {:?}", r.at_loss.iter().map(|x| (x.threshold, format!("{:.3}", x.removed))).collect::<Vec<_>>());
            println!("   found: {}", r.truths.iter().filter(|t| t.paragraphs > 0).map(|t| format!("{} {}/{} {}", t.truth, t.paragraphs, t.removed, s(t.removed_share))).collect::<Vec<_>>().join(", "));
            if a[1] == "data" || a[1] == "kinds" { println!("   named F1: {}", r.labels.iter().map(|l| format!("{} {}", l.label, s(l.rates.f1))).collect::<Vec<_>>().join(", ")); }
        }
    }
    if !pf[0].is_empty() { for (n, f) in pf.iter().enumerate() { print!("F1@{:.1} {:.4} ", 0.1 * n as f32, f.iter().sum::<f64>() / f.len() as f64); } println!(); }
    if std::env::var("MISS").is_ok() { for (i, v) in &r { let d = &docs[*i]; for (k, v) in v.iter().enumerate() { let Some(j) = d.labels[k].is_junk() else { continue }; if j != (v.junk >= 0.5) { println!("{}\t{}\t{}\t{:.2}\t{}", if j { "MISS" } else { "LOST" }, d.document.origin.id.as_deref().unwrap_or(""), d.labels[k], v.junk, d.document.paragraph_text(k)); } } } }
    let _ = (Label::Ad, TruthLabel::Junk);
    eprintln!("{:?}", t0.elapsed());
}
