//! When the demo's days are: working days that end with a Friday, and an hour that ends now.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;

use super::script::When;

pub(super) struct Calendar {
    now: DateTime<Utc>,
    zone: Tz,
    /// The first working day is the first.
    days: Vec<NaiveDate>,
}

impl Calendar {
    /// `days` working days up to the last Friday before the day that it is in `zone`: people speak of weekdays.
    pub fn new(now: DateTime<Utc>, zone: Tz, days: usize) -> Self {
        let today = now.with_timezone(&zone).date_naive();
        let before = (1..).map_while(|back| today.checked_sub_days(Days::new(back)));
        let working = before
            .skip_while(|day| day.weekday() != Weekday::Fri)
            .filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun));
        let mut days: Vec<_> = working.take(days).collect();
        days.reverse();
        Self { now, zone, days }
    }

    pub fn time(&self, when: When) -> DateTime<Utc> {
        match when {
            When::Ago(minutes) => self.now - TimeDelta::minutes(minutes),
            When::Day(day, time) => self.at(self.days[day - 1], time),
        }
    }

    /// Before anybody wrote anything.
    pub fn beginning(&self) -> DateTime<Utc> {
        self.days
            .first()
            .map_or(self.now, |first| self.at(*first, NaiveTime::MIN))
    }

    fn at(&self, day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
        let local = day.and_time(time).and_local_timezone(self.zone);
        // An hour that summer time leaves out is taken as one of UTC.
        local
            .earliest()
            .map_or_else(|| day.and_time(time).and_utc(), |time| time.to_utc())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn working_days_end_with_the_last_friday() {
        for (now, zone, first, last) in [
            // A Monday, a Sunday, a Saturday, a Friday; a Saturday in UTC that is Friday still elsewhere.
            ("2031-05-12T09:00:00Z", Tz::UTC, "2031-05-05", "2031-05-09"),
            ("2031-05-11T09:00:00Z", Tz::UTC, "2031-05-05", "2031-05-09"),
            ("2031-05-10T09:00:00Z", Tz::UTC, "2031-05-05", "2031-05-09"),
            ("2031-05-09T09:00:00Z", Tz::UTC, "2031-04-28", "2031-05-02"),
            (
                "2031-05-10T02:00:00Z",
                Tz::America__New_York,
                "2031-04-28",
                "2031-05-02",
            ),
        ] {
            let calendar = Calendar::new(now.parse().expect("a time"), zone, 5);
            assert_eq!(calendar.days.len(), 5);
            assert_eq!(
                (calendar.days[0], calendar.days[4]),
                (date(first), date(last)),
                "{now}"
            );
        }
    }

    #[test]
    fn times_are_those_of_the_zone() {
        let now = "2031-05-14T09:00:00Z".parse().expect("a time");
        let calendar = Calendar::new(now, Tz::Europe__Lisbon, 1);
        let nine = NaiveTime::from_hms_opt(9, 0, 0).expect("a time");
        assert_eq!(
            calendar.time(When::Day(1, nine)).to_rfc3339(),
            "2031-05-09T08:00:00+00:00"
        );
        assert_eq!(
            calendar.time(When::Ago(10)).to_rfc3339(),
            "2031-05-14T08:50:00+00:00"
        );
    }
}
