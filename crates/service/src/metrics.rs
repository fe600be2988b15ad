//! What is counted, for Prometheus (OpenMetrics text). Labels have few values, none of which comes from a request.

use super::lists::Lists;
use hcert::time::Timestamp;
use hcert::verify::Report;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};
use std::time::Duration;

/// The content type of [`Metrics::text`].
pub(super) const TEXT: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Seconds: from a single code to a page that is drawn and read again.
const BUCKETS: [f64; 13] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Request {
    route: &'static str,
    method: &'static str,
    status: u16,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Route {
    route: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Verdict {
    verdict: &'static str,
    class: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct List {
    list: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Kind {
    kind: &'static str,
}

/// Everything that is counted.
#[derive(Debug)]
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<Request, Counter>,
    durations: Family<Route, Histogram, fn() -> Histogram>,
    verdicts: Family<Verdict, Counter>,
    issued: Family<Kind, Counter>,
    ages: Family<List, Gauge>,
    keys: Gauge,
    reloads: Family<Outcome, Counter>,
    reload_failed: Gauge,
    connections: Gauge,
    refused: Counter,
}

impl Metrics {
    pub(super) fn new() -> Self {
        let histogram: fn() -> Histogram = || Histogram::new(BUCKETS);
        let mut metrics = Self {
            registry: Registry::with_prefix("hcert"),
            requests: Family::default(),
            durations: Family::new_with_constructor(histogram),
            verdicts: Family::default(),
            issued: Family::default(),
            ages: Family::default(),
            keys: Gauge::default(),
            reloads: Family::default(),
            reload_failed: Gauge::default(),
            connections: Gauge::default(),
            refused: Counter::default(),
        };
        let registry = &mut metrics.registry;
        registry.register("requests", "Requests answered", metrics.requests.clone());
        registry.register_with_unit(
            "request_duration",
            "From a request's head to the head of its answer",
            Unit::Seconds,
            metrics.durations.clone(),
        );
        registry.register("verdicts", "Codes judged", metrics.verdicts.clone());
        registry.register("issued", "Codes and pages issued", metrics.issued.clone());
        registry.register_with_unit(
            "list_age",
            "How long ago a list was complete; not there for one without a date",
            Unit::Seconds,
            metrics.ages.clone(),
        );
        registry.register(
            "trusted_keys",
            "Keys that are trusted",
            metrics.keys.clone(),
        );
        registry.register(
            "reloads",
            "Times the lists were read again",
            metrics.reloads.clone(),
        );
        registry.register(
            "reload_failed",
            "1 while the lists are older ones because new ones could not be read",
            metrics.reload_failed.clone(),
        );
        registry.register(
            "connections",
            "Open connections",
            metrics.connections.clone(),
        );
        registry.register(
            "connections_refused",
            "Connections closed at once because their address had as many as it may",
            metrics.refused.clone(),
        );
        metrics
    }

    pub(super) fn answered(
        &self,
        route: &'static str,
        method: &'static str,
        status: u16,
        duration: Duration,
    ) {
        let request = Request {
            route,
            method,
            status,
        };
        self.requests.get_or_create(&request).inc();
        let durations = self.durations.get_or_create(&Route { route });
        durations.observe(duration.as_secs_f64());
    }

    pub(super) fn judged(&self, report: &Report) {
        let label = Verdict {
            verdict: report.verdict.code(),
            class: report.verdict.class().map_or("none", |class| class.code()),
        };
        self.verdicts.get_or_create(&label).inc();
    }

    /// `kind` is a certificate or a page.
    pub(super) fn issued(&self, kind: &'static str) {
        self.issued.get_or_create(&Kind { kind }).inc();
    }

    pub(super) fn reloaded(&self, good: bool) {
        let outcome = if good { "read" } else { "failed" };
        self.reloads.get_or_create(&Outcome { outcome }).inc();
        self.reload_failed.set(i64::from(!good));
    }

    pub(super) fn connections(&self) -> &Gauge {
        &self.connections
    }

    pub(super) fn refused(&self) -> &Counter {
        &self.refused
    }

    /// The text for Prometheus, with the ages of lists at a moment.
    pub(super) fn text(&self, lists: &Lists, at: Timestamp) -> String {
        let standing = lists.checkpoint().list_ages();
        self.keys
            .set(i64::try_from(standing.keys).unwrap_or(i64::MAX));
        self.ages.clear();
        let dates = [
            ("trust", standing.trust_as_of),
            ("revocation", standing.revoked_as_of),
        ];
        for (list, as_of) in dates {
            if let Some(as_of) = as_of {
                let age = at.unix().saturating_sub(as_of.unix());
                self.ages.get_or_create(&List { list }).set(age);
            }
        }
        let mut text = String::new();
        // A text takes whatever is written to it.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
