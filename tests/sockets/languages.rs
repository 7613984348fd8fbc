//! Several languages in one group: everybody gets theirs, in pages, in answers and over the socket.

use crate::support::{
    client::{Person, attributes_of, texts_of, with_site},
    socket::{Got, Socket},
};

async fn reads(person: &Person<'_>, language: &str) {
    person.does("/settings/language", &[("language", language)]).await;
}

/// The frame of the next change, and what it says of the message.
async fn says(socket: &mut Socket, selector: &str) -> Vec<String> {
    let (_, _, html) = socket.next_messages().await;
    texts_of(&html, selector)
}

#[tokio::test]
async fn people_of_one_group_read_it_in_their_own_languages() {
    with_site(async |site| {
        let (maria, sam, ana) = (
            site.join("maria").await,
            site.join("sam").await,
            site.join("ana").await,
        );
        reads(&sam, "de").await;
        reads(&ana, "es").await;
        let group = maria.make_group("private", "the attic", &[&sam, &ana]).await;
        let page = format!("/groups/{group}");
        // The lines that are there already.
        for (person, language, lines) in [
            (
                &maria,
                "en",
                ["maria created the attic", "maria added ana and sam"],
            ),
            (
                &sam,
                "de",
                [
                    "maria hat the attic erstellt",
                    "maria hat ana und sam hinzugefügt",
                ],
            ),
            (
                &ana,
                "es",
                ["maria ha creado the attic", "maria ha añadido a ana y sam"],
            ),
        ] {
            let html = person.get(&page).await.text();
            assert_eq!(attributes_of(&html, "html", "lang"), [language]);
            assert_eq!(texts_of(&html, ".message-line .message-body"), lines);
        }
        // What comes, to all at once.
        let mut marias = Socket::of_page(&maria, group).await;
        let mut sams = Socket::of_page(&sam, group).await;
        let mut anas = Socket::of_page(&ana, group).await;
        let message = maria.say(group, "Hallo").await;
        for socket in [&mut marias, &mut sams, &mut anas] {
            assert_eq!(says(socket, ".message-body").await, ["Hallo"]);
        }
        let path = format!("/groups/{group}/messages/{}", message.id);
        let answer = maria
            .post_fragment(&format!("{path}/edit"), &[("body", "Servus")])
            .await;
        assert_eq!(texts_of(&answer.text(), ".message-edited"), ["edited"]);
        assert_eq!(says(&mut marias, ".message-edited").await, ["edited"]);
        assert_eq!(says(&mut sams, ".message-edited").await, ["bearbeitet"]);
        assert_eq!(says(&mut anas, ".message-edited").await, ["editado"]);
        let cursor = message.version + 1;
        let answer = sam
            .post_fragment(&format!("{path}/reactions"), &[("emoji", "👍")])
            .await;
        assert_eq!(
            texts_of(&answer.text(), ".message-edited"),
            ["bearbeitet"],
            "the answer is theirs, too"
        );
        // And what was missed.
        let epoch = attributes_of(&sam.get(&page).await.text(), "#messages", "data-epoch").concat();
        for (person, edited) in [(&maria, "edited"), (&sam, "bearbeitet"), (&ana, "editado")] {
            let mut late = Socket::open(person, group, cursor, &epoch).await;
            assert_eq!(says(&mut late, ".message-edited").await, [edited]);
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_goes_on_in_the_language_that_it_was_made_in() {
    with_site(async |site| {
        let sam = site.join("sam").await;
        let origin = format!("http://{}", site.host());
        for (language, title) in [("de", "Online"), ("es", "En línea"), ("xx", "Online")] {
            let path = format!("/ws?group=1&since=0&epoch=&lang={language}");
            let socket = Socket::handshake(&sam, &path, Some(&origin)).await;
            let mut socket = socket.expect("the socket opens");
            let people = loop {
                if let Got::Presence(html) = socket.next().await {
                    break html;
                }
            };
            let titles = texts_of(&people, ".panel-title");
            assert!(titles[0].starts_with(title), "{language}: {titles:?}");
        }
    })
    .await;
}
