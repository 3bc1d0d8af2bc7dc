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
