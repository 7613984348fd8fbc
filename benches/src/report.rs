//! The figures, and the table that shows them.

use std::{fmt, time::Duration};

use crate::{client::Seen, scenarios::Scenario};

/// Above this share of its core the client may be what limits the server.
const BUSY: f64 = 0.85;

/// What one server did in one round.
#[derive(Debug, Clone, Copy, Default)]
pub struct Figures {
    /// Deliveries a second in the closed loop; without sockets, posts.
    rate: f64,
    posts: f64,
    /// Milliseconds in the open loop.
    median: f64,
    late: f64,
    /// Milliseconds of a processor for a thousand deliveries, or posts.
    cost: f64,
    /// KiB.
    memory: f64,
    /// Shares of a core.
    server: f64,
    client: f64,
}

/// A column: its head, what it shows, with so many decimals, and whether a ratio says anything.
struct Column {
    head: &'static str,
    of: fn(&Figures) -> f64,
    decimals: usize,
    compared: bool,
}

/// The figures of a scenario.
pub struct Report {
    title: String,
    columns: Vec<Column>,
    contenders: Vec<(&'static str, Vec<Figures>)>,
}

impl Figures {
    pub fn new(
        ceiling: &Seen,
        paced: &Seen,
        cpu: Duration,
        own: Duration,
        grown: u32,
        sockets: usize,
    ) -> Self {
        let seconds = ceiling.lasted.as_secs_f64();
        let events = match sockets {
            0 => ceiling.posts,
            _ => ceiling.deliveries,
        };
        let sockets = u32::try_from(sockets.max(1)).unwrap_or(u32::MAX);
        let millis = |permille| paced.latency.permille(permille).as_secs_f64() * 1e3;
        Self {
            rate: f64::from(events) / seconds,
            posts: f64::from(ceiling.posts) / seconds,
            median: millis(500),
            late: millis(990),
            cost: cpu.as_secs_f64() * 1e6 / f64::from(events.max(1)),
            memory: f64::from(grown) / f64::from(sockets),
            server: cpu.as_secs_f64() / seconds,
            client: own.as_secs_f64() / seconds,
        }
    }
}

impl Report {
    pub fn new(scenario: &Scenario, contenders: impl Iterator<Item = &'static str>) -> Self {
        let Scenario {
            rooms,
            members,
            authors,
            posts_per_second,
            ..
        } = scenario;
        let column = |head, of: fn(&Figures) -> f64, decimals, compared| Column {
            head,
            of,
            decimals,
            compared,
        };
        let (title, mut columns) = if scenario.listening {
            let columns = vec![
                column("deliveries/s", |it| it.rate, 0, true),
                column("posts/s", |it| it.posts, 0, true),
                column("CPU ms/1,000", |it| it.cost, 2, true),
                column("KiB/socket", |it| it.memory, 1, true),
            ];
            (format!("{rooms} × {members} sockets"), columns)
        } else {
            let columns = vec![
                column("posts/s", |it| it.rate, 0, true),
                column("CPU ms/1,000", |it| it.cost, 1, true),
            ];
            (format!("{authors} authors, nobody listens"), columns)
        };
        columns.extend([
            column("p50 ms", |it| it.median, 2, true),
            column("p99 ms", |it| it.late, 2, true),
            column("server %", |it| it.server * 100.0, 0, false),
            column("client %", |it| it.client * 100.0, 0, false),
        ]);
        Self {
            title: format!(
                "{title}; {} posts in flight for the rate, {posts_per_second} posts/s for the latency",
                rooms * authors
            ),
            columns,
            contenders: contenders.map(|name| (name, Vec::new())).collect(),
        }
    }

    /// One more round of the contender `index`.
    pub fn add(&mut self, index: usize, figures: Figures) {
        self.contenders[index].1.push(figures);
    }

    /// The table, row by row. Ratios are those of each round, because only those were measured side by side.
    fn rows(&self) -> Vec<Vec<String>> {
        let heads = self.columns.iter().map(|column| column.head.to_owned());
        let mut rows = vec![std::iter::once(String::new()).chain(heads).collect::<Vec<_>>()];
        for (name, rounds) in &self.contenders {
            let values = self.columns.iter().map(|column| {
                let value = median(rounds.iter().map(column.of));
                format!("{value:.*}", column.decimals)
            });
            rows.push(std::iter::once((*name).to_owned()).chain(values).collect());
        }
        let Some(((_, ours), baselines)) = self.contenders.split_first() else {
            return rows;
        };
        for (name, theirs) in baselines {
            let ratios = self.columns.iter().map(|column| {
                if !column.compared {
                    return String::new();
                }
                let pairs = ours.iter().zip(theirs);
                let ratio = median(pairs.map(|(our, their)| (column.of)(our) / (column.of)(their)));
                format!("{ratio:.2}")
            });
            rows.push(
                std::iter::once(format!("Banter / {name}"))
                    .chain(ratios)
                    .collect(),
            );
        }
        rows
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n", self.title)?;
        let rows = self.rows();
        let widths: Vec<_> = (0..=self.columns.len())
            .map(|index| {
                rows.iter()
                    .map(|row| row[index].chars().count())
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        for (index, row) in rows.iter().enumerate() {
            write!(f, "| {:<1$} |", row[0], widths[0])?;
            for (cell, width) in row.iter().zip(&widths).skip(1) {
                write!(f, " {cell:>width$} |")?;
            }
            writeln!(f)?;
            if index == 0 {
                let lines = widths
                    .iter()
                    .skip(1)
                    .map(|width| format!("{:->1$}:|", "", width + 1));
                writeln!(f, "|{:-<1$}|{2}", "", widths[0] + 2, lines.collect::<String>())?;
            }
        }
        for (name, rounds) in &self.contenders {
            if median(rounds.iter().map(|figures| figures.client)) > BUSY {
                writeln!(
                    f,
                    "\n! {name}: the client was busy, so its rate is a lower bound."
                )?;
            }
        }
        Ok(())
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        count if count % 2 == 1 => values[count / 2],
        count => f64::midpoint(values[count / 2 - 1], values[count / 2]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenarios::ALL;

    #[test]
    fn the_median_is_in_the_middle() {
        assert!((median([3.0, 1.0, 2.0].into_iter()) - 2.0).abs() < f64::EPSILON);
        assert!((median([4.0, 1.0, 2.0, 3.0].into_iter()) - 2.5).abs() < f64::EPSILON);
    }

    #[test]
    fn a_ratio_is_that_of_the_rounds() {
        let mut report = Report::new(&ALL[0], ["Banter", "bare"].into_iter());
        for (ours, theirs) in [(50.0, 100.0), (300.0, 400.0), (90.0, 100.0)] {
            for (index, rate) in [ours, theirs].into_iter().enumerate() {
                report.add(
                    index,
                    Figures {
                        rate,
                        ..Figures::default()
                    },
                );
            }
        }
        let rows = report.rows();
        assert_eq!((rows[1][1].as_str(), rows[2][1].as_str()), ("90", "100"));
        assert_eq!(rows[3][..2], ["Banter / bare", "0.75"]);
    }

    #[test]
    fn a_client_without_a_pause_is_pointed_out() {
        let mut report = Report::new(&ALL[0], ["Banter"].into_iter());
        let busy = Figures {
            client: 0.9,
            ..Figures::default()
        };
        report.add(0, busy);
        assert!(report.to_string().contains("! Banter: the client was busy"));
    }
}
