// scratch
use rayon::prelude::*;
use std::io::{BufRead, BufReader};
use unblurb::document::Document;
use unblurb::features::*;
use unblurb::lab::*;
use std::collections::HashMap;

struct Doc { kind: String, page: String, site: String, lang: String, file: usize, f: Features, y: Vec<i8>, chars: Vec<f32>, label: Vec<String>, texts: Vec<String>, weight: f32 }

fn load(path: &str, file: usize, weight: f32, keep_text: bool) -> Vec<Doc> {
    let f = std::fs::File::open(path).unwrap_or_else(|e| panic!("{path}: {e}"));
    let r: Box<dyn BufRead> = if path.ends_with(".gz") { Box::new(BufReader::new(flate2::read::MultiGzDecoder::new(f))) } else { Box::new(BufReader::new(f)) };
    let lines: Vec<String> = r.lines().map(|l| l.unwrap()).collect();
    lines.par_iter().map(|l| {
        let v: serde_json::Value = serde_json::from_str(l).unwrap();
        let ps = v["paragraphs"].as_array().unwrap();
        let texts: Vec<String> = ps.iter().map(|p| p["text"].as_str().unwrap().to_string()).collect();
        let label: Vec<String> = ps.iter().map(|p| p["label"].as_str().unwrap().to_string()).collect();
        let y = label.iter().map(|l| match l.as_str() { "unsure" => -1, "content" | "title" => 0, _ => 1 }).collect();
        let doc = Document::from_paragraphs(&texts);
        let mut f = Features::default();
        f.read(&doc);
        let page = v["page"].as_str().or(v["id"].as_str()).unwrap().to_string();
        let site = v["site"].as_str().map(|s| s.to_string()).or(v["batch"].as_str().map(|s| s.to_string())).unwrap_or_else(|| page.rsplit_once('-').map_or(page.clone(), |x| x.0.to_string()));
        Doc { kind: v["page_type"].as_str().unwrap_or("").to_string(), page, site, lang: v["lang"].as_str().or(v["language"].as_str()).unwrap_or("").to_string(), file, f, y, chars: texts.iter().map(|t| t.chars().count() as f32).collect(), label, texts: if keep_text { texts } else { vec![] }, weight }
    }).collect()
}

fn auc(rows: &mut Vec<(f32, bool)>) -> f64 {
    rows.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut i, mut rank, n) = (0, 0.0, rows.len());
    let pos = rows.iter().filter(|r| r.1).count() as f64;
    while i < n { let mut j = i; while j < n && rows[j].0 == rows[i].0 { j += 1; }
        let r = (i + j + 1) as f64 / 2.0; rank += r * rows[i..j].iter().filter(|r| r.1).count() as f64; i = j; }
    (rank - pos * (pos + 1.0) / 2.0) / (pos * (n as f64 - pos))
}

fn removed_at(rows: &[(f32, bool, f32)], limit: f64) -> f64 {
    let mut r: Vec<_> = rows.to_vec();
    r.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (tc, tj): (f64, f64) = r.iter().fold((0., 0.), |(c, j), x| if x.1 { (c, j + x.2 as f64) } else { (c + x.2 as f64, j) });
    let (mut c, mut j) = (0., 0.);
    for x in &r { if x.1 { j += x.2 as f64 } else { c += x.2 as f64 } if c / tc > limit { break; } }
    j / tj
}

fn words(s: &str, out: &mut HashMap<String, i64>, sign: i64) {
    let spaceless = |c: char| matches!(c as u32, 0xe00..=0xeff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3040..=0x30ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff);
    let mut cur = String::new();
    for c in s.to_lowercase().chars().chain(" ".chars()) {
        if spaceless(c) { if !cur.is_empty() { *out.entry(std::mem::take(&mut cur)).or_default() += sign; } *out.entry(c.to_string()).or_default() += sign; }
        else if c.is_alphanumeric() || c == '_' { cur.push(c) } else if !cur.is_empty() { *out.entry(std::mem::take(&mut cur)).or_default() += sign; }
    }
}

fn page_f1(kept: &str, gold: &str) -> f64 {
    let (mut a, mut b) = (HashMap::new(), HashMap::new());
    words(kept, &mut a, 1); words(gold, &mut b, 1);
    let both: i64 = a.iter().map(|(k, v)| v.min(b.get(k).unwrap_or(&0))).sum();
    let (na, nb): (i64, i64) = (a.values().sum(), b.values().sum());
    if nb == 0 { return if na == 0 { 1.0 } else { 0.0 } }
    if both == 0 { return 0.0 }
    let (p, r) = (both as f64 / na as f64, both as f64 / nb as f64);
    2.0 * p * r / (p + r)
}

fn main() {
    let t0 = std::time::Instant::now();
    let env = |k: &str, d: f32| std::env::var(k).ok().map_or(d, |v| v.parse().unwrap());
    let base = "/work/shared/corpus/paragraphs/";
    let vw = env("VW", 0.12);
    let mut docs = load(&format!("{base}wcxb-dev-full.jsonl.gz"), 0, 1.0, true);
    if vw > 0.0 {
        for v in ["trafilatura", "trafilatura_recall", "readability", "boilerpy3", "justext", "resiliparse", "dom_smoothie", "rs_trafilatura"] {
            docs.extend(load(&format!("{base}wcxb-dev-{v}.jsonl.gz"), 1, vw, false));
        }
    }
    let ow = env("OTHERS", 0.0);
    if ow > 0.0 { for v in ["dragnet", "fundus", "daniel", "postlight", "readability", "newspaper"] { docs.extend(load(&format!("{base}{v}-full.jsonl.gz"), 2, ow, false)); } }
    eprintln!("loaded {} {:?}", docs.len(), t0.elapsed());
    let is_test = |d: &Doc| crc32fast::hash(d.site.as_bytes()) % 5 == 0;
    let train: Vec<&Doc> = docs.iter().filter(|d| !is_test(d)).collect();
    let test: Vec<&Doc> = docs.iter().filter(|d| is_test(d) && d.file == 0).collect();
    let sp = Stage { bits: env("BITS", 20.0) as u32, passes: env("PASSES", 1.0) as u32, rate: env("RATE", 0.1), l2: env("L2", 0.0), folds: env("FOLDS", 4.0) as u32, rows: env("ROWS", 100000.0) as usize, alpha: env("ALPHA", 10.0), knots: env("KNOTS", 5.0) as usize, iters: env("ITERS", 100.0) as u64, pairs: env("PAIRS", 1.0) > 0.0, lenw: env("LENW", 0.6), context: env("CTX", 1.0) > 0.0 };
    let item = |d: &Doc| Item { group: crc32fast::hash(d.site.as_bytes()), weight: d.weight, y: d.y.clone(), features: d.f.clone() };
    let items: Vec<Item> = train.iter().map(|d| item(d)).collect();
    let m = fit(&sp, &items);
    eprintln!("trained {:?}", t0.elapsed());
    let (mut rows, mut rows1) = (vec![], vec![]);
    let mut ps = vec![];
    for d in &test {
        let (s1, s2) = m.score(&d.f);
        for i in 0..d.y.len() { if d.y[i] >= 0 { rows.push((s2[i], d.y[i] == 1, d.chars[i])); rows1.push((s1[i], d.y[i] == 1, d.chars[i])); } }
        ps.push(s2);
    }
    let mut kinds: Vec<&str> = test.iter().map(|d| d.kind.as_str()).collect(); kinds.sort(); kinds.dedup();
    for k in kinds { let mut r: Vec<(f32, bool)> = vec![]; let mut within = vec![]; for (d, p) in test.iter().zip(&ps) { if d.kind == k { let mut one: Vec<(f32, bool)> = (0..p.len()).filter(|i| d.y[*i] >= 0).map(|i| (p[i], d.y[i] == 1)).collect(); r.extend(one.iter()); let a = auc(&mut one); if a.is_finite() { within.push(a); } } } print!("{k} n{} {:.3} (within {:.3})  ", r.len(), auc(&mut r), within.iter().sum::<f64>() / within.len() as f64); } println!();
    println!("stage1 AUC {:.4} rem1% {:.3}", auc(&mut rows1.iter().map(|r| (r.0, r.1)).collect()), removed_at(&rows1, 0.01));
    println!("stage2 AUC {:.4} rem.5% {:.3} rem1% {:.3} rem2% {:.3}", auc(&mut rows.iter().map(|r| (r.0, r.1)).collect()), removed_at(&rows, 0.005), removed_at(&rows, 0.01), removed_at(&rows, 0.02));
    let mut worst: Vec<(f32, f32, String, String)> = vec![];
    for (d, p) in test.iter().zip(&ps) { for i in 0..p.len() { if d.y[i] == 0 && d.chars[i] > 3000.0 { worst.push((p[i], d.chars[i], d.page.clone(), d.texts[i].chars().take(150).collect())); } } }
    worst.sort_by(|a, b| b.0.total_cmp(&a.0)); eprintln!("total content {}", rows.iter().filter(|r| !r.1).map(|r| r.2).sum::<f32>()); for w in worst.iter().take(12) { eprintln!("{w:?}"); }
    // page F1
    let gold: HashMap<String, String> = test.iter().map(|d| { let v: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(format!("/work/shared/corpus/wcxb-dev/ground-truth/{}.json", d.page)).unwrap()).unwrap(); (d.page.clone(), v["ground_truth"]["main_content"].as_str().unwrap_or("").to_string()) }).collect();
    for t in [0.3f32, 0.4, 0.5, 0.6] {
        let lt = (t / (1.0 - t)).ln();
        let f: Vec<f64> = test.par_iter().zip(&ps).filter(|(d, _)| !gold[&d.page].trim().is_empty()).map(|(d, p)| {
            let kept: Vec<&str> = d.texts.iter().zip(p).filter(|(_, p)| **p < lt).map(|(t, _)| t.as_str()).collect();
            page_f1(&kept.join("\n"), &gold[&d.page]) }).collect();
        print!("F1@{t} {:.4}  ", f.iter().sum::<f64>() / f.len() as f64);
    }
    println!("\n{:?}", t0.elapsed());
    if let Ok(path) = std::env::var("DUMP") { std::fs::write("/tmp/w/names.txt", schema().map(|m| format!("{}\n", m.name)).collect::<String>()).unwrap(); m.dump(&items, &path); let ti: Vec<Item> = test.iter().map(|d| item(d)).collect(); m.dump_test(&ti, &format!("{path}.test")); }
}
