// scratch
#![allow(missing_docs)]
use crate::features::*;
use crate::training::sparse::*;
use linfa::prelude::*;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2};
use rand::{Rng, SeedableRng};
use rayon::prelude::*;

pub struct Stage { pub bits: u32, pub passes: u32, pub rate: f32, pub l2: f32, pub folds: u32, pub rows: usize, pub alpha: f32, pub knots: usize, pub iters: u64, pub pairs: bool, pub lenw: f32, pub context: bool }
pub struct Item { pub group: u32, pub weight: f32, pub y: Vec<i8>, pub features: Features }

pub struct S1 { pub own: SparseWeights, pub next: SparseWeights }
impl S1 {
    pub fn score(&self, f: &Features) -> Vec<WordScore> {
        (0..f.words.len()).map(|i| { let t = f.words.tokens(i); WordScore { own: self.own.score(t) + if self.own.others.is_empty() { 0.0 } else { dot(&self.own.others, self.own.bits, f.words.forms(i)) }, next: if self.next.own.is_empty() { 0.0 } else { dot(&self.next.own, self.next.bits, t) }, previous: if self.next.others.is_empty() { 0.0 } else { dot(&self.next.others, self.next.bits, t) } } }).collect()
    }
}
pub struct Fitted { s1: S1, basis: Basis, w: Vec<f64>, b: f64, oof: Vec<Vec<WordScore>> }

pub fn weights(it: &Item, lenw: f32) -> Vec<f32> {
    let w: Vec<f32> = it.features.shapes.iter().zip(&it.y).map(|(s, y)| if *y < 0 { 0.0 } else { (s.words.max(1) as f32).powf(lenw) }).collect();
    let t: f32 = w.iter().sum::<f32>().max(1e-9);
    w.iter().map(|x| x / t * it.weight).collect()
}

fn fit_s1(st: &Stage, items: &[&Item], mean: f32) -> S1 {
    let mut rows = vec![];
    let mut crows = vec![];
    for it in items {
        let w = weights(it, st.lenw);
        for i in 0..it.y.len() { if it.y[i] < 0 { continue; }
            rows.push(Row { tokens: it.features.words.tokens(i), others: if std::env::var("NOFORMS").is_ok() { &[] } else { it.features.words.forms(i) }, weight: w[i] / mean, positive: it.y[i] == 1 });
            if st.context {
                crows.push(Row { tokens: if i > 0 { it.features.words.tokens(i - 1) } else { &[] }, others: if i + 1 < it.y.len() { it.features.words.tokens(i + 1) } else { &[] }, weight: w[i] / mean, positive: it.y[i] == 1 });
            }
        }
    }
    let p = SparseParams { bits: st.bits, passes: st.passes, rate: st.rate, l2: st.l2, seed: 1 };
    S1 { own: train(p, &rows), next: if st.context { train(p, &crows) } else { SparseWeights::default() } }
}

pub struct Basis { pub cols: Vec<(usize, Vec<f32>)>, pub pairs: Vec<(usize, usize)>, pub mean: Vec<f32>, pub sd: Vec<f32>, pub lo: Vec<f32>, pub hi: Vec<f32>, pub cm: Vec<f64>, pub cs: Vec<f64> }
impl Basis {
    fn new(rows: &Array2<f32>, knots: usize, pairs: bool) -> Basis {
        let n = rows.nrows();
        let mut cols = vec![]; let (mut mean, mut sd, mut lo, mut hi) = (vec![], vec![], vec![], vec![]);
        for j in 0..rows.ncols() {
            let mut c: Vec<f32> = rows.column(j).to_vec();
            let m = c.iter().sum::<f32>() / n as f32; let s = (c.iter().map(|x| (x - m) * (x - m)).sum::<f32>() / n as f32).sqrt();
            mean.push(m); sd.push(s.max(1e-6));
            c.sort_by(f32::total_cmp);
            lo.push(c[n / 500]); hi.push(c[n - 1 - n / 500]);
            let mut k = vec![];
            for q in 1..=knots { let v = c[(q * n / (knots + 1)).min(n - 1)]; if k.last().map_or(true, |l: &f32| v > l + 1e-4) && v > c[0] + 1e-4 && v < c[n - 1] - 1e-4 { k.push(v); } }
            cols.push((j, k));
        }
        let mut ps = vec![];
        if pairs {
            let names: Vec<&str> = schema().map(|m| m.name).collect();
            let col = |n: &str| names.iter().position(|x| *x == n).unwrap();
            let mode: usize = std::env::var("MODE").ok().map_or(1, |v| v.parse().unwrap());
            let gates: Vec<&str> = if mode == 0 { vec!["page_words", "page_content", "page_long", "page_run_purity", "page_mean_words", "page_likely", "page_unsure", "odds", "log_words"] } else { names.iter().copied().filter(|n| n.starts_with("page_")).chain(["odds", "log_words", "chain"]).collect() };
            let locals: Vec<&str> = match mode { 0 => vec!["odds", "near2", "near5", "near10", "near25", "chain", "in_run", "before_run", "after_run", "company", "familiar", "log_words", "hint_m1", "hint_p1", "capitalised", "ends_stop", "position", "since_likely", "until_likely", "against_near", "numbers", "log_words_m1", "log_words_p1"],
              1 => vec!["odds", "chain", "in_run", "near5", "log_words", "company", "density8", "expected_before", "same_pattern_odds", "until_likely", "ends_stop", "near25"],
              2 => vec!["odds", "chain", "in_run", "near5", "log_words", "company"],
              _ => vec!["odds", "chain", "in_run", "near5", "near2", "near10", "log_words", "company", "familiar", "density8", "expected_before", "same_pattern_odds", "same_pattern", "same_first_odds", "until_likely", "since_likely", "ends_stop", "near25", "hint_p1", "hint_m1", "log_letters", "log_words_m1", "log_words_p1", "from_start", "from_end", "numbers", "capitalised", "before_run", "after_run"] };
            for a in &gates { for b in &locals { if a != b { ps.push((col(a), col(b))); } } }
        }
        let mut b = Basis { cols, pairs: ps, mean, sd, lo, hi, cm: vec![], cs: vec![] };
        let mut sum = vec![0f64; b.width()]; let mut sq = vec![0f64; b.width()]; let mut buf = vec![];
        for r in rows.rows() { b.raw(r.as_slice().unwrap(), &mut buf); for (k, v) in buf.iter().enumerate() { sum[k] += *v; sq[k] += v * v; } }
        for k in 0..sum.len() { let m = sum[k] / n as f64; b.cm.push(m); b.cs.push((sq[k] / n as f64 - m * m).max(1e-10).sqrt()); }
        b
    }
    pub fn width(&self) -> usize { self.cols.iter().map(|c| c.1.len() + 1).sum::<usize>() + self.pairs.len() }
    fn raw(&self, r: &[f32], out: &mut Vec<f64>) {
        out.clear();
        let x = |j: usize| r[j].clamp(self.lo[j], self.hi[j]);
        for (j, k) in &self.cols { out.push(x(*j) as f64); for v in k { out.push((x(*j) - v).max(0.0) as f64); } }
        let z = |j: usize| ((x(j) - self.mean[j]) / self.sd[j]).clamp(-3.0, 3.0) as f64;
        for (a, b) in &self.pairs { out.push(z(*a) * z(*b)); }
    }
    fn row(&self, r: &[f32], out: &mut Vec<f64>) { self.raw(r, out); for k in 0..out.len() { out[k] = (out[k] - self.cm[k]) / self.cs[k]; } }
}

fn measures(f: &Features, s: &[WordScore]) -> Measures { let mut v = View::default(); v.look(&f.shapes, &f.words, s); let mut m = Measures::default(); m.compute(&v); m }

pub fn fit(st: &Stage, items: &[Item]) -> Fitted {
    let t0 = std::time::Instant::now();
    let total: f32 = items.iter().map(|i| i.weight).sum(); let np: usize = items.iter().map(|i| i.y.iter().filter(|y| **y >= 0).count()).sum();
    let mean = total / np as f32;
    let parts: Vec<S1> = (0..=st.folds).into_par_iter().map(|k| { let sub: Vec<&Item> = items.iter().filter(|i| k == st.folds || (i.group >> 8) % st.folds != k).collect(); fit_s1(st, &sub, mean) }).collect();
    eprintln!("stage one {:?}", t0.elapsed());
    let oof: Vec<Vec<WordScore>> = items.par_iter().map(|i| parts[((i.group >> 8) % st.folds) as usize].score(&i.features)).collect();
    // rows by weight
    let mut rng = rand_pcg::Pcg32::seed_from_u64(7);
    let u: Vec<(f64, f64)> = items.iter().map(|_| (rng.random::<f64>(), rng.random::<f64>())).collect();
    let per: Vec<(Vec<f32>, Vec<bool>)> = items.par_iter().zip(&oof).zip(&u).map(|((it, s), u)| {
        let w = weights(it, st.lenw); let m = measures(&it.features, s);
        let (mut x, mut y) = (vec![], vec![]);
        // systematic sampling: expected rows ∝ weight
        let mut acc = u.0;
        for i in 0..it.y.len() { if it.y[i] < 0 { continue; } acc += w[i] as f64 / total as f64 * st.rows as f64; while acc >= 1.0 { acc -= 1.0; x.extend(m.row(i)); y.push(it.y[i] == 1); } }
        (x, y)
    }).collect();
    let w = width();
    let y: Vec<bool> = per.iter().flat_map(|p| p.1.iter().copied()).collect();
    let x: Vec<f32> = per.into_iter().flat_map(|p| p.0).collect();
    let x = Array2::from_shape_vec((y.len(), w), x).unwrap();
    eprintln!("rows {:?} {:?}", x.dim(), t0.elapsed());
    let basis = Basis::new(&x, st.knots, st.pairs);
    let k = basis.width();
    let mut d = vec![0f64; y.len() * k];
    d.par_chunks_mut(k).enumerate().for_each(|(i, o)| { let mut buf = vec![]; basis.row(x.row(i).as_slice().unwrap(), &mut buf); o.copy_from_slice(&buf); });
    use ndarray::ShapeBuilder;
    let mut dt = vec![0f64; y.len() * k]; let nn = y.len();
    dt.par_chunks_mut(nn).enumerate().for_each(|(j, o)| for i in 0..nn { o[i] = d[i * k + j]; }); drop(d);
    let d = Array2::from_shape_vec((nn, k).f(), dt).unwrap();
    eprintln!("design {:?} {:?}", d.dim(), t0.elapsed());
    let n = y.len() as f64;
    let ds = Dataset::new(d, Array1::from(y));
    let lr = LogisticRegression::default().alpha(st.alpha as f64).max_iterations(st.iters).gradient_tolerance(1e-4 * n).fit(&ds).unwrap();
    let sign = if lr.labels().pos.class { 1.0 } else { -1.0 };
    let wts: Vec<f64> = lr.params().iter().map(|v| v * sign).collect();
    let b = lr.intercept() * sign;
    eprintln!("stage two {:?}", t0.elapsed());
    let mut parts = parts;
    Fitted { s1: parts.pop().unwrap(), basis, w: wts, b, oof }
}

impl Fitted {
    pub fn score(&self, f: &Features) -> (Vec<f32>, Vec<f32>) {
        let s = self.s1.score(f); let m = measures(f, &s);
        let mut buf = vec![];
        let s2 = (0..s.len()).map(|i| { let r: Vec<f32> = m.row(i).collect(); self.basis.row(&r, &mut buf); (self.b + buf.iter().zip(&self.w).map(|(a, b)| a * b).sum::<f64>()) as f32 }).collect();
        (s.iter().map(|s| s.own).collect(), s2)
    }
    fn write(&self, items: &[Item], path: &str, oof: bool) {
        use std::io::Write;
        let mut o = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
        for (k, it) in items.iter().enumerate() { let s = if oof { self.oof[k].clone() } else { self.s1.score(&it.features) }; let m = measures(&it.features, &s); let w = weights(it, 0.6);
            for i in 0..it.y.len() { if it.y[i] >= 0 { let r: Vec<f32> = [it.y[i] as f32, w[i], it.features.shapes[i].bytes as f32].into_iter().chain(m.row(i)).collect(); for v in r { o.write_all(&v.to_le_bytes()).unwrap(); } } } }
    }
    pub fn dump(&self, items: &[Item], path: &str) { self.write(items, path, true) }
    pub fn dump_test(&self, items: &[Item], path: &str) { self.write(items, path, false) }
}
