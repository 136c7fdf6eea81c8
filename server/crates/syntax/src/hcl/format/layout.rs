use super::pieces::Piece;
use super::spacing::space_between;
use crate::hcl::token::TokenKind;
use std::ops::Range;

/// The pieces of a line in up to three cells; equals signs and comments of neighbouring lines are aligned.
struct Line {
    /// What comes first.
    lead: Range<usize>,
    /// From the equals sign on, where the brackets after it are balanced.
    assign: Range<usize>,
    /// A comment that ends a line with something before it.
    comment: Range<usize>,
}

/// Sets the spaces before every piece.
pub(super) fn layout(pieces: &mut [Piece<'_>]) {
    let lines = lines(pieces);
    indent(pieces, &lines);
    space(pieces, &lines);
    let cell = |line: &Line| line.assign.clone();
    align(pieces, &lines, cell, |line| line.lead.clone());
    let cell = |line: &Line| line.comment.clone();
    align(pieces, &lines, cell, |line| line.lead.start..line.assign.end.max(line.lead.end));
}

fn lines(pieces: &[Piece<'_>]) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut start = 0;
    for (at, piece) in pieces.iter().enumerate() {
        if piece.kind == TokenKind::Newline {
            lines.push(line(pieces, start..at, false));
            start = at + 1;
        }
    }
    if start < pieces.len() {
        lines.push(line(pieces, start..pieces.len(), true));
    }
    lines
}

fn line(pieces: &[Piece<'_>], range: Range<usize>, at_end: bool) -> Line {
    let mut lead = range;
    let mut comment = lead.end..lead.end;
    // At the end of the text a block comment ends its line too.
    let ends =
        |p: &Piece<'_>| p.kind == TokenKind::LineComment || at_end && p.kind == TokenKind::BlockComment;
    if lead.len() > 1 && pieces[lead.clone()].last().is_some_and(ends) {
        lead.end -= 1;
        comment.start -= 1;
    }
    let mut assign = lead.end..lead.end;
    let cell = pieces[lead.clone()].iter().enumerate();
    if let Some((at, _)) = cell.skip(1).find(|(_, p)| p.kind == TokenKind::Equal) {
        let rest = lead.start + at..lead.end;
        if pieces[rest.clone()].iter().map(bracket_change).sum::<i64>() == 0 {
            lead.end = rest.start;
            assign = rest;
        }
    }
    Line { lead, assign, comment }
}

fn bracket_change(piece: &Piece<'_>) -> i64 {
    i64::from(piece.kind.opens()) - i64::from(piece.kind.closes())
}

/// Two spaces for each line above that opened more brackets than it closed.
fn indent(pieces: &mut [Piece<'_>], lines: &[Line]) {
    // How many brackets each such line left open.
    let mut open: Vec<i64> = Vec::new();
    for line in lines.iter().filter(|l| !l.lead.is_empty()) {
        let change = net_brackets(&pieces[line.lead.clone()]);
        if change > 0 {
            pieces[line.lead.start].spaces = 2 * open.len();
            open.push(change);
            continue;
        }
        let mut closed = -change;
        while closed > 0 {
            match open.last_mut() {
                Some(top) if *top > closed => {
                    *top -= closed;
                    closed = 0;
                }
                Some(top) => {
                    closed -= *top;
                    open.pop();
                }
                None => closed = 0,
            }
        }
        pieces[line.lead.start].spaces = 2 * open.len();
    }
}

/// How many more brackets a lead opens than it closes (what follows it is balanced); a heredoc does not indent.
fn net_brackets(cell: &[Piece<'_>]) -> i64 {
    cell.iter().take_while(|p| p.kind != TokenKind::HeredocOpen).map(bracket_change).sum()
}

fn space(pieces: &mut [Piece<'_>], lines: &[Line]) {
    for line in lines {
        for cell in [&line.lead, &line.assign] {
            for at in cell.clone().skip(1) {
                let before = (at >= cell.start + 2).then(|| &pieces[at - 2]);
                pieces[at].spaces = usize::from(space_between(before, &pieces[at - 1], &pieces[at]));
            }
        }
    }
}

/// Puts the first pieces of the cells that `cell` picks in one column, for each run of lines that have one.
fn align(
    pieces: &mut [Piece<'_>],
    lines: &[Line],
    cell: impl Fn(&Line) -> Range<usize>,
    before: impl Fn(&Line) -> Range<usize>,
) {
    for run in lines.chunk_by(|a, b| cell(a).is_empty() == cell(b).is_empty()) {
        if run.iter().any(|line| cell(line).is_empty()) {
            continue;
        }
        let widths: Vec<usize> =
            run.iter().map(|line| pieces[before(line)].iter().map(Piece::columns).sum()).collect();
        let widest = widths.iter().max().copied().unwrap_or(0);
        for (line, width) in run.iter().zip(widths) {
            pieces[cell(line).start].spaces = widest - width + 1;
        }
    }
}
