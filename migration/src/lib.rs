//! The schema, step by step. Every step works on SQLite and on PostgreSQL.

pub use sea_orm_migration::prelude::*;

mod m20261122_000001_users;
mod m20261122_000002_sessions;
mod m20261122_000003_groups;
mod m20261122_000004_memberships;
mod m20261122_000005_messages;
mod m20261122_000006_settings;
mod m20261122_000007_group_names;
mod m20261122_000008_message_lines;
mod m20261122_000009_bans;
mod m20261122_000010_signals;
mod m20261122_000011_audit_events;
mod m20261122_000012_revisions;
mod m20261122_000013_reactions;
mod m20261122_000014_attachments;
mod m20261122_000015_replies;
mod m20261122_000016_pins;
mod m20261122_000017_bookmarks;
mod m20261122_000018_mentions;
mod m20261122_000020_previews;
mod m20261123_000030_drafts;
mod m20261123_000031_forwards;
mod m20261123_000040_unread;
mod m20261123_000050_search;
mod m20261123_000060_profiles;
mod m20261123_000061_devices;
mod m20261123_000062_invitations;
mod m20261123_000070_second_factors;
mod m20261123_000071_password_resets;
mod m20261123_000075_blocks;
mod m20261123_000076_reports;
mod m20261123_000077_site_bans;
mod m20261123_000078_deleted_accounts;
mod m20261123_000080_languages;
mod m20261123_000081_search_parts;
mod m20261123_000090_thread_drafts;
mod m20261123_000091_search_order;
mod m20261123_000100_many_files;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_users::Migration),
            Box::new(m20261122_000002_sessions::Migration),
            Box::new(m20261122_000003_groups::Migration),
            Box::new(m20261122_000004_memberships::Migration),
            Box::new(m20261122_000005_messages::Migration),
            Box::new(m20261122_000006_settings::Migration),
            Box::new(m20261122_000007_group_names::Migration),
            Box::new(m20261122_000008_message_lines::Migration),
            Box::new(m20261122_000009_bans::Migration),
            Box::new(m20261122_000010_signals::Migration),
            Box::new(m20261122_000011_audit_events::Migration),
            Box::new(m20261122_000012_revisions::Migration),
            Box::new(m20261122_000013_reactions::Migration),
            Box::new(m20261122_000014_attachments::Migration),
            Box::new(m20261122_000015_replies::Migration),
            Box::new(m20261122_000016_pins::Migration),
            Box::new(m20261122_000017_bookmarks::Migration),
            Box::new(m20261122_000018_mentions::Migration),
            Box::new(m20261122_000020_previews::Migration),
            Box::new(m20261123_000030_drafts::Migration),
            Box::new(m20261123_000031_forwards::Migration),
            Box::new(m20261123_000040_unread::Migration),
            Box::new(m20261123_000050_search::Migration),
            Box::new(m20261123_000060_profiles::Migration),
            Box::new(m20261123_000061_devices::Migration),
            Box::new(m20261123_000062_invitations::Migration),
            Box::new(m20261123_000070_second_factors::Migration),
            Box::new(m20261123_000071_password_resets::Migration),
            Box::new(m20261123_000075_blocks::Migration),
            Box::new(m20261123_000076_reports::Migration),
            Box::new(m20261123_000077_site_bans::Migration),
            Box::new(m20261123_000078_deleted_accounts::Migration),
            Box::new(m20261123_000080_languages::Migration),
            Box::new(m20261123_000081_search_parts::Migration),
            Box::new(m20261123_000090_thread_drafts::Migration),
            Box::new(m20261123_000091_search_order::Migration),
            Box::new(m20261123_000100_many_files::Migration),
            // inject-above (do not remove this comment)
        ]
    }
}
