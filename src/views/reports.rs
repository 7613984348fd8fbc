//! Reporting a message, and the reports that wait.

use chrono::{DateTime, FixedOffset};
use chrono_tz::Tz;
use serde::Serialize;

use super::{
    groups::GroupView,
    locale,
    messages::permalink,
    shell::{Person, Shell},
    sidebar::Sidebar,
};
use crate::models::{
    groups::{Kind, Standing},
    messages::Posted,
    reports::{Act, Listed, Reason},
};

/// `messages/report.html` and `messages/report_sheet.html`
#[derive(Debug, Serialize)]
pub struct ReportPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    pub group: GroupView,
    pub report: ReportForm,
}

/// The form, filled in or not; or what is said after it.
#[derive(Debug, Serialize)]
pub struct ReportForm {
    /// `/groups/1/messages/7`
    pub path: String,
    pub author: Person,
    /// Names whose texts are `report-reason-…`.
    pub reasons: Vec<&'static str>,
    pub reason: String,
    pub note: String,
    /// The key of the text that says what was refused.
    pub error: Option<&'static str>,
    /// It has been reported.
    pub sent: bool,
    /// Of a direct chat only administrators hear.
    pub direct: bool,
}

/// `reports/index.html`
#[derive(Debug, Serialize)]
pub struct ReportsPage {
    pub shell: Shell,
    pub sidebar: Sidebar,
    /// The group whose reports these are; all for administrators.
    pub group: Option<GroupView>,
    /// `/groups/1/reports` or `/admin/reports`
    pub path: String,
    /// The oldest first.
    pub reports: Vec<ReportView>,
    pub error: Option<&'static str>,
}

/// A report that waits.
#[derive(Debug, Serialize)]
pub struct ReportView {
    pub id: i64,
    /// The name of the group; `None` for a direct chat.
    pub group: Option<String>,
    pub author: Person,
    pub reporter: Person,
    /// A name whose text is `report-reason-…`.
    pub reason: &'static str,
    pub note: String,
    /// As it was: rendered and sanitised.
    pub html: String,
    /// The names of its files.
    pub files: String,
    /// In the site's zone, e.g. `22 November 2026, 13:24`.
    pub said_at: String,
    pub reported_at: String,
    /// Where the message is, for who may go there.
    pub href: Option<String>,
    pub is_live: bool,
    /// Names whose texts are `report-act-…`.
    pub acts: Vec<&'static str>,
}

impl ReportForm {
    #[must_use]
    pub fn new(standing: &Standing, posted: &Posted) -> Self {
        let message = &posted.message;
        Self {
            path: format!("/groups/{}/messages/{}", message.group_id, message.id),
            author: Person::from(&posted.author),
            reasons: Reason::NAMES.iter().map(|(name, _)| *name).collect(),
            reason: String::new(),
            note: String::new(),
            error: None,
            sent: false,
            direct: standing.group.kind() == Kind::Direct,
        }
    }
}

impl ReportView {
    /// As who keeps order in the group sees it.
    #[must_use]
    pub fn in_group(listed: &Listed, zone: Tz) -> Self {
        let Listed { report, .. } = listed;
        Self {
            href: Some(permalink(report.group_id, report.message_id)),
            acts: acts(listed, &[Act::Delete, Act::Remove, Act::Ban]),
            ..Self::new(listed, zone)
        }
    }

    /// As an administrator sees it: of what is not public that one message and no more.
    #[must_use]
    pub fn on_site(listed: &Listed, zone: Tz) -> Self {
        let Listed { report, group, .. } = listed;
        let is_public = group.kind() == Kind::Public;
        let mine: &[Act] = if is_public {
            &[Act::Delete, Act::Remove, Act::Ban, Act::BanFromSite]
        } else {
            &[Act::Delete, Act::BanFromSite]
        };
        Self {
            href: is_public.then(|| permalink(report.group_id, report.message_id)),
            acts: acts(listed, mine),
            ..Self::new(listed, zone)
        }
    }

    fn new(listed: &Listed, zone: Tz) -> Self {
        let Listed {
            report,
            group,
            author,
            reporter,
            is_live,
        } = listed;
        let here = |at: DateTime<FixedOffset>| locale::moment(&at.with_timezone(&zone));
        Self {
            id: report.id,
            group: (group.kind() != Kind::Direct).then(|| group.name.clone()),
            author: Person::from(author),
            reporter: Person::from(reporter),
            reason: Reason::parse(&report.reason).unwrap_or(Reason::Other).as_str(),
            note: report.note.clone(),
            html: report.html.clone().unwrap_or_default(),
            files: report.files.clone().unwrap_or_default(),
            said_at: here(report.said_at),
            reported_at: here(report.created_at),
            href: None,
            is_live: *is_live,
            acts: Vec::new(),
        }
    }
}

/// What is left to be done about it, by name; dismissing comes first.
fn acts(listed: &Listed, mine: &[Act]) -> Vec<&'static str> {
    let left = mine.iter().filter(|act| **act != Act::Delete || listed.is_live);
    std::iter::once(&Act::Dismiss)
        .chain(left)
        .map(|act| act.as_str())
        .collect()
}
