//! The way out for mail, where a server for it is configured.

use loco_rs::{
    Result,
    config::{MailerAuth, SmtpMailer},
    mailer::EmailSender,
};

use crate::settings::Mail;

/// Connects to nothing yet: that comes with the first mail.
///
/// # Errors
/// When the server's name is none.
pub fn connect(mail: &Mail) -> Result<Option<EmailSender>> {
    if mail.host.is_empty() {
        return Ok(None);
    }
    let auth = (!mail.user.is_empty()).then(|| MailerAuth {
        user: mail.user.clone(),
        password: mail.password.clone(),
    });
    let smtp = SmtpMailer {
        enable: true,
        host: mail.host.clone(),
        port: mail.port,
        secure: false,
        tls: Some(mail.tls),
        auth,
        hello_name: None,
    };
    EmailSender::smtp(&smtp).map(Some)
}
