//! The registers of the outside world, made up from one seed. See README.md.

mod abroad;
mod answer;
mod back;
mod cards;
mod fault;
mod identity;
mod identity_provider;
mod kept;
mod life;
mod mail;
mod names;
mod pages;
mod payments;
mod registers;
mod routes;
mod serve;
mod world;

use std::sync::Arc;

use jiff::civil::Date;

pub use abroad::{Admitted, Employer};
pub use fault::{Fault, Order, Register};
pub use identity::Identity;
pub use life::VisHit;
pub use mail::take_mail;
pub use names::{Guest, Tuition};
pub use serve::serve;

use cards::Cards;
use fault::Faults;
use identity_provider::IdentityProvider;
use mail::Mailbox;
use payments::Payments;
use registers::vis::Files;
use world::World;

/// What the world follows from.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// The same seed makes the same world.
    pub seed: u64,
    /// The day it is there.
    pub today: Date,
    /// Seconds since 1970, for tokens and messages.
    pub now: fn() -> i64,
}

/// The simulated registers; cheap to clone.
#[derive(Debug, Clone)]
pub struct Simulator(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    settings: Settings,
    world: World,
    faults: Faults,
    identity_provider: IdentityProvider,
    payments: Payments,
    vis_files: Files,
    cards: Cards,
    mailbox: Mailbox,
}

impl Simulator {
    /// Makes the world.
    ///
    /// # Errors
    /// When the file it is made of cannot be read.
    pub fn new(settings: Settings) -> Result<Simulator, String> {
        Simulator::with_guests(settings, Vec::new())
    }

    /// The same with more people of whom more is known than what is drawn: for whoever has to know what
    /// registers say.
    ///
    /// # Errors
    /// As [`Simulator::new`]; when a guest's school is none.
    pub fn with_guests(settings: Settings, guests: Vec<Guest>) -> Result<Simulator, String> {
        let world = World::new(settings.seed, settings.today, guests)?;
        let (identity_provider, payments) =
            (IdentityProvider::new(settings), Payments::new(settings));
        let (faults, mailbox) = (Faults::default(), Mailbox::default());
        let cards = Cards::default();
        let vis_files = Files::default();
        let inner = Inner {
            settings,
            world,
            faults,
            identity_provider,
            payments,
            vis_files,
            cards,
            mailbox,
        };
        Ok(Simulator(Arc::new(inner)))
    }

    /// What it follows from.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.0.settings
    }

    /// Orders a fault, or mends it.
    pub fn order(&self, order: Order) {
        self.0.faults.set(order);
    }

    /// What is wrong with a register now.
    #[must_use]
    pub fn fault(&self, register: Register) -> Option<Fault> {
        self.0.faults.of(register)
    }

    /// What is wrong with each register now.
    #[must_use]
    pub fn orders(&self) -> Vec<Order> {
        self.0.faults.all()
    }

    /// With what messages about payments are signed, for whoever sets up the payee.
    #[must_use]
    pub fn payment_secret(&self) -> String {
        self.payments().secret()
    }

    /// References of the cards that are ordered and not cancelled: each once.
    #[must_use]
    pub fn cards_ordered(&self) -> Vec<String> {
        self.cards().standing()
    }

    /// Application files that the Visa Information System was sent, by the number of their application, and how often.
    #[must_use]
    pub fn files_in_vis(&self) -> Vec<(String, u32)> {
        self.vis_files().all()
    }

    fn vis_files(&self) -> &Files {
        &self.0.vis_files
    }

    fn world(&self) -> &World {
        &self.0.world
    }

    fn identity_provider(&self) -> &IdentityProvider {
        &self.0.identity_provider
    }

    fn payments(&self) -> &Payments {
        &self.0.payments
    }

    fn cards(&self) -> &Cards {
        &self.0.cards
    }

    fn mailbox(&self) -> &Mailbox {
        &self.0.mailbox
    }

    /// Seconds since 1970.
    fn now(&self) -> i64 {
        (self.0.settings.now)()
    }

    /// Shall this register say otherwise than it did?
    fn contradicts(&self, register: Register) -> bool {
        self.fault(register) == Some(Fault::Contradictory)
    }
}
