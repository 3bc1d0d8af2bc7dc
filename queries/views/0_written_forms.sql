-- Question: Which number, date or yes-or-no does a text stand for, under a given way of writing?
-- Parameters: macro arguments: written (text), decimal_mark ('.' or ','), group_mark ('', '.', ',' or ' '),
--     day_first (boolean), is_end (boolean: a month or year stands for its last day), amount (number)
-- Columns: none (scalar macros; null when the text does not stand for anything)

-- Groups of three digits, or none at all; a group never starts a number with a zero, so 0.125 is no 125.
create or replace macro is_number(written, decimal_mark, group_mark) as
regexp_full_match(
    written,
    '[+-]?([0-9]+'
    || case group_mark
        when '.' then '|[1-9][0-9]{0,2}(\.[0-9]{3})+'
        when ',' then '|[1-9][0-9]{0,2}(,[0-9]{3})+'
        when ' ' then '|[1-9][0-9]{0,2}([ \x{00a0}\x{2009}\x{202f}][0-9]{3})+'
        else ''
    end
    || case decimal_mark when ',' then ')(,[0-9]+)?' else ')(\.[0-9]+)?' end
);

-- The same number with a decimal point and without groups, still as text.
create or replace macro plain_number(written, decimal_mark, group_mark) as
replace(
    case group_mark
        when '' then written
        when ' ' then regexp_replace(written, '[ \x{00a0}\x{2009}\x{202f}]', '', 'g')
        else replace(written, group_mark, '')
    end,
    decimal_mark,
    '.'
);

-- A number that is not finite, however it is spelled; spreadsheets write errors with a #.
create or replace macro is_not_finite(written) as
regexp_full_match(written, '(?i)[+-]?(nan|inf|infinity|∞)|#[a-z/0!?]+');

create or replace macro plausible_date(day) as
case when year(day) between 1900 and 2199 then day end;

create or replace macro last_day_if(is_end, day) as
case when is_end then last_day(day) else day end;

create or replace macro quarter_day(year_number, quarter_number, is_end) as
case
    when is_end then last_day(make_date(year_number, 3 * quarter_number, 1))
    else make_date(year_number, 3 * quarter_number - 2, 1)
end;

-- The names of months in the three languages, and how they are shortened.
create or replace macro month_number(word) as
case
    when word in ('januari', 'janvier', 'january', 'jan', 'janv') then 1
    when word in ('februari', 'fevrier', 'february', 'feb', 'fev', 'fevr') then 2
    when word in ('maart', 'mars', 'march', 'mrt', 'mar') then 3
    when word in ('april', 'avril', 'apr', 'avr') then 4
    when word in ('mei', 'mai', 'may') then 5
    when word in ('juni', 'juin', 'june', 'jun') then 6
    when word in ('juli', 'juillet', 'july', 'jul', 'juil') then 7
    when word in ('augustus', 'aout', 'august', 'aug') then 8
    when word in ('september', 'septembre', 'sep', 'sept') then 9
    when word in ('oktober', 'octobre', 'october', 'okt', 'oct') then 10
    when word in ('november', 'novembre', 'nov') then 11
    when word in ('december', 'decembre', 'dec') then 12
end;

create or replace macro quarter_number(word) as
case
    when regexp_full_match(word, '1(e|ste|er|re|st)?|eerste|premier|first') then 1
    when regexp_full_match(word, '2(e|de|eme|nd)?|tweede|deuxieme|second') then 2
    when regexp_full_match(word, '3(e|de|eme|rd)?|derde|troisieme|third') then 3
    when regexp_full_match(word, '4(e|de|eme|th)?|vierde|quatrieme|fourth') then 4
end;

-- The words of a period without accents, signs and words that say nothing: "1er trimestre de 2012" is "1er trimestre
-- 2012".
create or replace macro words_of(written) as
trim(regexp_replace(
    regexp_replace(strip_accents(lower(written)), '\b(van|de|du|of|in|het|le|the)\b', ' ', 'g'), '[^a-z0-9]+', ' ', 'g'
));

-- A period in such words as it is read elsewhere: 31 maart 2012, mars 2012, 1e kwartaal 2012, first quarter 2012. Give
-- it a column, not an expression: what a macro is given stands in it many times over.
create or replace macro period_of_words(words) as
case
    when regexp_full_match(words, '[0-9]{1,2} [a-z]+ [0-9]{4}')
        then
            regexp_extract(words, '[0-9]{4}$') || '-' || month_number(regexp_extract(words, '[a-z]+'))
            || '-' || regexp_extract(words, '^[0-9]+')
    when regexp_full_match(words, '[a-z]+ [0-9]{4}')
        then regexp_extract(words, '[0-9]{4}$') || '-' || month_number(regexp_extract(words, '^[a-z]+'))
    when regexp_full_match(words, '[a-z0-9]+ (kwartaal|kw|trimestre|trim|quarter) [0-9]{4}')
        then regexp_extract(words, '[0-9]{4}$') || '-Q' || quarter_number(regexp_extract(words, '^[a-z0-9]+'))
    when regexp_full_match(words, '(kwartaal|kw|trimestre|trim|quarter) [1-4] [0-9]{4}')
        then regexp_extract(words, '[0-9]{4}$') || '-Q' || regexp_extract(words, ' ([1-4]) ', 1)
    when regexp_full_match(words, '[0-9]{4} (kwartaal|kw|trimestre|trim|quarter) [1-4]')
        then regexp_extract(words, '^[0-9]{4}') || '-Q' || regexp_extract(words, '[1-4]$')
end;

-- A day as the number that spreadsheets store: 40908 is 2011-12-31.
create or replace macro is_serial_date(written) as regexp_full_match(written, '[2-7][0-9]{4}(\.0+)?');
create or replace macro serial_date(written) as date '1899-12-30' + written::double::integer;

-- A day whose year has two digits, which may be of this century or the last.
create or replace macro has_short_year(written) as
regexp_full_match(written, '[0-9]{1,2}[-./ ][0-9]{1,2}[-./ ][0-9]{2}|(?i:[qkt][1-4]|[a-z]+)[-./ '' ]+[0-9]{2}');

create or replace macro date_of_plain(written, day_first, is_end) as
case
    when regexp_full_match(written, '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}')
        then try_strptime(written, '%Y-%m-%d')::date
    when regexp_full_match(written, '[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}') and day_first
        then try_strptime(written, '%d-%m-%Y')::date
    when regexp_full_match(written, '[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}')
        then try_strptime(written, '%m-%d-%Y')::date
    when regexp_full_match(written, '[0-9]{1,2}-[0-9]{4}')
        then last_day_if(is_end, try_strptime('01-' || written, '%d-%m-%Y')::date)
    when regexp_full_match(written, '(?i)[0-9]{4}(-|-?M)[0-9]{1,2}')
        then last_day_if(is_end, try_strptime(regexp_replace(written, '(?i)-?M', '-') || '-01', '%Y-%m-%d')::date)
    when regexp_full_match(written, '[0-9]{4}')
        then try_strptime(written || case when is_end then '-12-31' else '-01-01' end, '%Y-%m-%d')::date
    when regexp_full_match(written, '(?i)[0-9]{4}-?[QKT][1-4]|[QKT][1-4]-[0-9]{4}')
        then quarter_day(
            regexp_extract(written, '[0-9]{4}')::integer,
            regexp_extract(written, '(?i)[QKT]([1-4])', 1)::integer,
            is_end
        )
end;

-- 2010-03-31, 31-3-2010, 31/03/2010, 31.03.2010, 03/2010, 2010-03, 2010M03, 2010, 2010-Q1 (or K1, T1) and Q1 2010.
-- A time of midnight behind a day is what spreadsheets add, and is left out.
create or replace macro date_of(written, day_first, is_end) as
plausible_date(date_of_plain(
    regexp_replace(regexp_replace(written, '[ T]00:00(:00(\.0+)?)?Z?$', ''), '[./ ]', '-', 'g'), day_first, is_end
));

-- What stretch of time a period is, told from the first and last day it is read as: month, quarter, year; null for a
-- day.
create or replace macro period_kind(written) as
case datesub('month', date_of(written, true, false), date_of(written, true, true) + 1)
    when 1 then 'month'
    when 3 then 'quarter'
    when 12 then 'year'
end;

create or replace macro yes_or_no(written) as
case
    when lower(written) in ('true', '1', 'ja', 'oui', 'yes') then true
    when lower(written) in ('false', '0', 'nee', 'non', 'no') then false
end;

-- Swing stores why a figure is absent as a number. The meaning is not standard; this is how Peil reads it.
create or replace macro swing_missing(amount) as
case amount
    when -99999 then 'missing'
    when -99998 then 'not_applicable'
    when -99997 then 'hidden'
    when -99996 then 'not_due'
end;

-- A cell that says that its row adds up others.
create or replace macro is_total(written) as
regexp_full_match(
    strip_accents(lower(trim(written, ' .:'))),
    '((algemeen|eind|grand|sub|general)[ -]?)?(totaal|totalen|total|totals|totaux|som|somme|sum)( general)?'
);

-- Why a figure is absent, where people write it in its place: fewer than some limit, or the sign for missing.
create or replace macro said_missing(written) as
case
    when regexp_full_match(written, '<\s*[0-9]+') then 'hidden'
    when written = ':' then 'missing'
end;

-- A number with a letter behind it, or the sign for missing with one: the flags of Eurostat.
create or replace macro is_flagged(written) as
regexp_full_match(written, '([+-]?[0-9][0-9., ]*|:)\s*\(?[bcdefnprsuz]{1,2}\)?');

-- A text with the number of each sign that is not seen, or that looks like another: of no width, of no Latin alphabet,
-- or put on top of the letter before it.
create or replace macro visible(written) as
case
    when
        regexp_full_match(
            written,
            '[\t\n\r\x20-\x7e\x{a0}-\x{ac}\x{ae}-\x{24f}\x{1e00}-\x{1eff}\x{2000}-\x{200a}\x{2010}-\x{2027}'
            || '\x{202f}-\x{205f}\x{20a0}-\x{20bf}\x{2190}-\x{22ff}\x{fffd}]*'
        )
        then written
    else
        array_to_string(
            [
                case
                    when
                        regexp_full_match(
                            sign,
                            '[\t\n\r\x20-\x7e\x{a0}-\x{ac}\x{ae}-\x{24f}\x{1e00}-\x{1eff}\x{2000}-\x{200a}'
                            || '\x{2010}-\x{2027}\x{202f}-\x{205f}\x{20a0}-\x{20bf}\x{2190}-\x{22ff}\x{fffd}]'
                        )
                        then sign
                    else printf('[U+%04X]', unicode(sign))
                end for sign in string_split(written, '')
            ],
            ''
        )
end;

-- A text that a spreadsheet would run as a formula gets an apostrophe in front; a number keeps its sign.
create or replace macro safe_cell(written) as
case
    when
        regexp_matches(written, '^''*[=+@\t\r-]')
        and not regexp_full_match(written, '[+-]?[0-9]+([.,][0-9]+)*')
        then '''' || written
    else written
end;

-- Takes that apostrophe away again, so that an export comes back as it was.
create or replace macro cell_of_safe(written) as
case
    when starts_with(written, '''') and regexp_matches(written, '^''+[=+@\t\r-]') then substr(written, 2)
    else written
end;
