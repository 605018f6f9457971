//! A breaker: a register that does not answer rests, for longer each time, and is tried with one question
//! before the others follow.

use kernel::Ts;

use crate::manner::Manner;
use crate::model::Trouble;

/// How a register did lately, in the memory of one process.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Breaker {
    /// Questions in a row without an answer.
    failures: u32,
    /// Rests in a row.
    rests: u32,
    /// Until when it rests, and why.
    resting: Option<(Ts, Trouble)>,
}

impl Breaker {
    /// Does it rest at an instant?
    pub(crate) fn rests(&self, now: Ts) -> Option<Trouble> {
        self.resting.filter(|(until, _)| now < *until).map(|(_, trouble)| trouble)
    }

    /// Lets a question through, or says why not. After a rest one goes through, and the others when it
    /// was answered: until then the register rests again, also when nobody ever tells of the one.
    pub(crate) fn admit(&mut self, now: Ts, manner: &Manner) -> Result<(), Trouble> {
        match &mut self.resting {
            Some((until, trouble)) if now < *until => Err(*trouble),
            Some((until, _)) => {
                *until = now.plus_seconds(manner.rest(self.rests));
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// It answered.
    pub(crate) fn answered(&mut self) {
        *self = Breaker::default();
    }

    /// It did not. True when it begins to rest with this.
    pub(crate) fn failed(&mut self, now: Ts, trouble: Trouble, manner: &Manner) -> bool {
        self.failures = self.failures.saturating_add(1);
        let (tried, rested) = (self.failures >= manner.failures_max, self.resting.is_some());
        if !tried && !rested {
            return false;
        }
        self.resting = Some((now.plus_seconds(manner.rest(self.rests)), trouble));
        self.rests = self.rests.saturating_add(1);
        !rested
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manner::Manners;
    use crate::model::Register;

    fn manner() -> Manner {
        let shipped = Manners::shipped().unwrap();
        Manner {
            failures_max: 2,
            rest_seconds: 10,
            rest_seconds_max: 30,
            ..*shipped.of(Register::Income).unwrap()
        }
    }

    fn at(seconds: i64) -> Ts {
        Ts::MIN.plus_seconds(seconds)
    }

    #[test]
    fn it_rests_after_some_failures_in_a_row_and_an_answer_counts_them_anew() {
        let (mut breaker, manner) = (Breaker::default(), manner());
        assert!(!breaker.failed(at(0), Trouble::Down, &manner));
        breaker.answered();
        assert!(!breaker.failed(at(1), Trouble::Down, &manner));
        assert_eq!(breaker.admit(at(1), &manner), Ok(()));
        assert!(breaker.failed(at(2), Trouble::Slow, &manner), "the second in a row");
        assert_eq!(breaker.admit(at(11), &manner), Err(Trouble::Slow));
        assert_eq!(breaker.rests(at(11)), Some(Trouble::Slow));
        assert_eq!(breaker.rests(at(12)), None);
    }

    #[test]
    fn after_a_rest_one_question_goes_first() {
        let (mut breaker, manner) = (Breaker::default(), manner());
        breaker.failed(at(0), Trouble::Down, &manner);
        breaker.failed(at(0), Trouble::Down, &manner);
        assert_eq!(breaker.admit(at(10), &manner), Ok(()), "the one");
        assert_eq!(breaker.admit(at(10), &manner), Err(Trouble::Down), "the others wait for it");
        breaker.answered();
        assert_eq!(breaker.admit(at(10), &manner), Ok(()));
    }

    #[test]
    fn the_one_that_nobody_tells_of_does_not_close_the_way_for_good() {
        let (mut breaker, manner) = (Breaker::default(), manner());
        breaker.failed(at(0), Trouble::Down, &manner);
        breaker.failed(at(0), Trouble::Down, &manner);
        assert_eq!(breaker.admit(at(10), &manner), Ok(()));
        assert_eq!(breaker.admit(at(31), &manner), Ok(()));
    }

    #[test]
    fn each_rest_is_longer_up_to_a_limit() {
        let (mut breaker, manner) = (Breaker::default(), manner());
        breaker.failed(at(0), Trouble::Down, &manner);
        let mut now = 0;
        for rest in [10, 20, 30, 30] {
            breaker.failed(at(now), Trouble::Down, &manner);
            assert!(breaker.rests(at(now + rest - 1)).is_some(), "{rest}");
            assert!(breaker.rests(at(now + rest)).is_none(), "{rest}");
            now += rest;
        }
    }
}
