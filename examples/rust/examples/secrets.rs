//! What happens to a password that goes through a message?
//!
//! A `secret` field travels like any other. What differs is what happens to it in memory: it is
//! never printed, it is wiped when it is freed, and comparing it tells nothing by the time it takes.

use std::error::Error;

use halflap::{Message, Secret};
use halflap_examples::login::{Credentials, CredentialsView};

fn main() -> Result<(), Box<dyn Error>> {
    let credentials = Credentials {
        user: "ada".to_owned(),
        password: Secret::new("analytical engine".to_owned()),
        session: None,
    };

    // The buffer is wiped when it is freed: it knows that it holds a secret.
    let buffer = credentials.to_halflap()?;
    assert!(buffer.is_secret());

    // Nothing prints it: not the owned value, not the view, not the field.
    let view = CredentialsView::read(&buffer)?;
    for printed in [
        format!("{credentials:?}"),
        format!("{view:?}"),
        format!("{:?}", view.password()),
    ] {
        println!("{printed}");
        assert!(!printed.contains("engine"));
    }

    // Looking at it has to be asked for; comparing does not need it.
    assert_eq!(view.password().reveal(), "analytical engine");
    assert!(view.password() == credentials.password);

    // Bytes that come from elsewhere, a socket say, are marked by hand.
    let mut received = halflap::AlignedBuf::from(&buffer[..]);
    received.mark_secret();
    Ok(())
} // `credentials` and the buffers are wiped here

#[test]
fn runs() -> Result<(), Box<dyn Error>> {
    main()
}
