//! Features, scoring, whole documents and training, on the articles of `data/`.
//!
//! `cargo bench` measures; `benches/peers.py` sets the whole program beside its peers.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use unblurb::cleaning::{Cleaner, Policy, clean};
use unblurb::document::{Document, LabelledDocument};
use unblurb::features::{Features, Measures, View, WordScore};
use unblurb::model::Model;
use unblurb::records::{Encoding, Input, read_labelled};
use unblurb::training::{TrainParams, train};

fn articles() -> Vec<LabelledDocument> {
    let input =
        Input::file(concat!(env!("CARGO_MANIFEST_DIR"), "/data/articles.en.jsonl"), None).expect("data/ is there");
    read_labelled(&input, Encoding::default()).expect("data/ is labelled")
}

fn cleaning(criterion: &mut Criterion) {
    let documents: Vec<Document> = articles().into_iter().map(|labelled| labelled.document).collect();
    let bytes: usize = documents.iter().map(|document| document.text().len()).sum();
    let model = Model::embedded();
    let policy = Policy::new(model.threshold());
    let mut group = criterion.benchmark_group("articles");
    group.throughput(Throughput::Bytes(bytes as u64));
    group.bench_function("features", |bench| {
        let mut features = Features::default();
        bench.iter(|| documents.iter().for_each(|document| features.read(black_box(document))));
    });
    group.bench_function("measures", |bench| {
        let read = |document| {
            let mut features = Features::default();
            features.read(document);
            let scores = vec![WordScore::default(); document.len()];
            (features, scores)
        };
        let features: Vec<(Features, Vec<WordScore>)> = documents.iter().map(read).collect();
        let (mut view, mut measures) = (View::default(), Measures::default());
        bench.iter(|| {
            for (features, scores) in &features {
                view.look(features, scores);
                measures.compute(&view);
            }
        });
    });
    group.bench_function("probability of junk", |bench| {
        let mut cleaner = Cleaner::new(model);
        bench.iter(|| documents.iter().for_each(|document| drop(black_box(cleaner.junk(document)))));
    });
    group.bench_function("verdicts with kinds", |bench| {
        let mut cleaner = Cleaner::new(model);
        bench.iter(|| documents.iter().for_each(|document| drop(black_box(cleaner.judge(document, policy.threshold)))));
    });
    group.bench_function("whole documents", |bench| {
        let mut cleaner = Cleaner::new(model);
        bench.iter(|| {
            for document in &documents {
                let document = Document::from_text(document.text());
                let removed: Vec<bool> = cleaner.junk(&document).iter().map(|&junk| junk >= policy.threshold).collect();
                black_box(clean(&document, &removed, policy.max_removed));
            }
        });
    });
    group.finish();
}

fn training(criterion: &mut Criterion) {
    let documents: Vec<LabelledDocument> = articles().into_iter().take(150).collect();
    let mut group = criterion.benchmark_group("training");
    group.sample_size(10);
    group.bench_function("150 articles", |bench| {
        let params = TrainParams::default();
        bench.iter_batched(
            || documents.clone(),
            |documents| train(&params, &documents, &[], Vec::new()).expect("the articles teach"),
            BatchSize::LargeInput,
        );
    });
    group.finish();
}

criterion_group!(benches, cleaning, training);
criterion_main!(benches);
