//! The reference rule written by hand over columns: branch-free selections over blocks, one byte of
//! row number a table. What a programmer would write who knows the rule and the machine.
#![expect(
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::too_many_lines,
    clippy::cognitive_complexity,
    clippy::manual_range_contains,
    reason = "written for the compiler's vectors, as the peer of the measurement"
)]

use super::permits::Permits;

/// Row numbers of the six tables, from 1.
pub(super) type Rows = [Vec<u8>; 6];

/// Names of the tables, in the order of [`Rows`].
pub(super) const TABLES: [&str; 6] =
    ["Threshold", "Income", "Employment", "Stay", "Studies", "Outcome"];

/// Permits a block: all of a block stays in the first-level cache.
const BLOCK: usize = 512;
/// 1 January 2025 and 2026, in days since 1970.
const DAYS: (i32, i32) = (20_089, 20_454);
/// What the threshold table answers by row, in cents.
const THRESHOLDS: [i32; 12] = [
    0, 139_900, 160_000, 164_000, 347_300, 382_700, 492_900, 520_900, 56_000, 80_000, 122_000,
    133_100,
];

/// Rules on all permits with the widest vectors of level x86-64-v3, where the machine has them.
pub(super) fn rule(permits: &Permits, rows: &mut Rows) {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        #[expect(unsafe_code, reason = "the machine was asked on the line above")]
        // SAFETY: the function needs nothing but the instructions asked for.
        unsafe {
            return rule_v3(permits, rows);
        }
    }
    rule_plain(permits, rows);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,fma,lzcnt,movbe,popcnt")]
fn rule_v3(permits: &Permits, rows: &mut Rows) {
    rule_plain(permits, rows);
}

/// The first row of those that hold, given from the last to the first.
macro_rules! first {
    ($none:expr, $($holds:expr => $row:expr),+ $(,)?) => {{
        let mut row: u8 = $none;
        $(row = if $holds { $row } else { row };)+
        row
    }};
}

#[inline(always)]
fn rule_plain(d: &Permits, rows: &mut Rows) {
    let mut start = 0;
    while start < d.len() {
        let end = (start + BLOCK).min(d.len());
        block(d, rows, start, end);
        start = end;
    }
}

#[inline(always)]
fn block(d: &Permits, rows: &mut Rows, start: usize, end: usize) {
    let (r, n) = (start..end, end - start);
    let [o0, o1, o2, o3, o4, o5] = rows;
    let (threshold, income) = (&mut o0[r.clone()], &mut o1[r.clone()]);
    let (employment, stay) = (&mut o2[r.clone()], &mut o3[r.clone()]);
    let (studies, outcome) = (&mut o4[r.clone()], &mut o5[r.clone()]);
    let (kind, checked, pay) = (&d.kind[r.clone()], &d.checked[r.clone()], &d.income[r.clone()]);
    let (agreement, registered) = (&d.agreement[r.clone()], &d.registered[r.clone()]);
    let (unemployed, held) = (&d.unemployed[r.clone()], &d.held[r.clone()]);
    let (insured, address) = (&d.insured[r.clone()], &d.address[r.clone()]);
    let (absent, passport) = (&d.absent[r.clone()], &d.passport[r.clone()]);
    let (criminal, credits) = (&d.criminal[r.clone()], &d.credits[r]);
    for i in 0..n {
        let (k, a, b) = (kind[i], checked[i] < DAYS.0, checked[i] < DAYS.1);
        threshold[i] = first!(11,
            k == 4 => 10, k == 3 => 9, (k == 3) & a => 8, k == 2 => 7, (k == 2) & a => 6,
            k == 1 => 5, (k == 1) & a => 4, k == 0 => 3, (k == 0) & b => 2, (k == 0) & a => 1);
    }
    let mut over = [0_i32; BLOCK];
    for i in 0..n {
        let known = pay[i] != i32::MIN;
        over[i] = if known { pay[i] - THRESHOLDS[threshold[i] as usize] } else { i32::MIN };
    }
    for i in 0..n {
        let (k, x) = (kind[i], over[i]);
        let unknown = x == i32::MIN;
        let (work, expert) = ((k == 0) | (k == 5), (k == 1) | (k == 2));
        let near = (x >= -10_000) & (x < 0);
        income[i] = first!(11,
            !unknown & (x < -10_000) => 10, work & near => 9,
            work & (x >= 0) & (agreement[i] == 0) => 8, work & (x >= 0) & (agreement[i] == 1) => 7,
            (k == 4) & (x >= -20_000) => 6, expert & !unknown & (x < 0) => 5,
            expert & (x >= 0) => 4, (k == 3) & (x >= -15_000) => 3, (k == 3) & (x >= 0) => 2,
            unknown => 1);
    }
    for i in 0..n {
        let (k, u, y, e) = (kind[i], unemployed[i], held[i], registered[i]);
        let (work, expert) = ((k == 0) | (k == 5), (k == 1) | (k == 2));
        employment[i] = first!(11,
            u > 6 => 10, (u > 3) & (u <= 7) => 9, work & (y < 2) & (u <= 3) => 8,
            work & (y >= 2) & (u <= 6) => 7, expert & (u <= 6) => 6,
            (k != 4) & (k != 3) & (e == 0) & (u == 0) => 5, e == 2 => 4,
            (k == 4) & (e == 0) => 3, (k == 4) & (e == 1) => 2, k == 3 => 1);
    }
    for i in 0..n {
        let (k, a, m, v) = (kind[i], address[i], absent[i], insured[i]);
        let work = (k == 0) | (k == 1) | (k == 4) | (k == 5);
        stay[i] = first!(11,
            (a == 1) & (k == 2) => 10, (a == 1) & (m < 12) => 9,
            (v == 2) & (a == 1) & (k == 3) => 8, (v == 0) & (a == 1) & (k == 3) => 7,
            a == 0 => 6, (a == 0) & (m < 12) => 5,
            (a == 0) & (m >= 12) & (m < 24) & work => 4, m >= 24 => 3,
            passport[i] < checked[i] => 2, a == 2 => 1);
    }
    for i in 0..n {
        let (c, y) = (credits[i], held[i]);
        let known = c != -1;
        studies[i] = first!(10,
            known & (c < 20) & (y >= 1) => 9, known & (c < 5) & (y >= 1) => 8,
            (c >= 20) & (c < 30) & (y >= 1) => 7, (c >= 20) & (c < 30) & (y < 1) => 6,
            (c >= 30) & (c < 45) & (y >= 2) & (y <= 4) => 5, (c >= 30) & (c < 45) & (y < 2) => 4,
            c >= 45 => 3, !known => 2, kind[i] != 3 => 1);
    }
    for i in 0..n {
        let (a, b, c, s, f) = (income[i], employment[i], stay[i], studies[i], criminal[i]);
        let paid = (a == 2) | (a == 4) | (a == 6) | (a == 7);
        let works = (b == 1) | (b == 2) | (b == 6) | (b == 7) | (b == 8);
        let (stays, gone) = ((c == 9) | (c == 10), (c == 3) | (c == 4) | (c == 7));
        let (learns, failed) = ((s == 1) | (s == 3) | (s == 4) | (s == 6), s == 8);
        outcome[i] = first!(10,
            paid & works & !(stays | gone) & learns => 9,
            paid & works & stays & !(learns | failed) => 8, paid & works & stays & learns => 7,
            f == 1 => 6, failed => 5, gone => 4, (b == 3) | (b == 5) | (b == 10) => 3,
            (a == 5) | (a == 8) | (a == 10) => 2, f == 2 => 1);
    }
}
