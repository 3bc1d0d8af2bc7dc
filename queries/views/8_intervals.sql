-- Question: Between which values may the true value of a share or a rate lie, and is it worth comparing at all?
-- Parameters: macro arguments: method (text: wilson, byar, given or none), multiplier, numerator, denominator, given
--     (numbers), side (-1 for the lower end, 1 for the upper), events (number), value, lower, upper, other,
--     other_lower, other_upper (numbers: two values with their intervals), nested (true or false), measure, unit (text)
-- Columns: none (scalar macros; null when there is no interval). See docs/monitor.md 2 and 4.

-- The two-sided 95 % point of the normal distribution.
create or replace macro z_95() as 1.959963984540054;

-- The share of a group: the score interval of Wilson (1927). `side` is -1 for the lower end, 1 for the upper.
create or replace macro wilson_bound(numerator, denominator, side) as
case
    when denominator > 0 and numerator between 0 and denominator
        then
            (
                numerator + z_95() ** 2 / 2
                + side * z_95() * sqrt(numerator * (denominator - numerator) / denominator + z_95() ** 2 / 4)
            ) / (denominator + z_95() ** 2)
end;

-- A number of events: Byar's approximation of the Poisson interval (Breslow and Day 1987, p. 69).
create or replace macro byar_bound(events, side) as
case
    -- greatest() passes over what is unknown.
    when events is null or events < 0 then null
    when side = 1 then (events + 1) * (1 - 1 / (9 * (events + 1)) + z_95() / (3 * sqrt(events + 1))) ** 3
    when events = 0 then 0.0
    else greatest(0.0, events * (1 - 1 / (9 * events) - z_95() / (3 * sqrt(events))) ** 3)
end;

create or replace macro interval_bound(method, multiplier, numerator, denominator, given, side) as
case method
    when 'wilson' then coalesce(multiplier, 1) * wilson_bound(numerator, denominator, side)
    when 'byar'
        then coalesce(multiplier, 1) * byar_bound(numerator, side) / case when denominator > 0 then denominator end
    when 'given' then given
end;

-- How far the difference of two values may be off, from the ends of their intervals that face each other (Newcombe
-- 1998, Zou and Donner 2008). What chance adds to a part it adds to the whole as well: then from what is left of the
-- larger.
create or replace macro difference_margin(own, facing, same_side, nested) as
sqrt(case when nested then abs(own ** 2 - same_side ** 2) else own ** 2 + facing ** 2 end);

-- Between which ends the difference of two values lies (95 %).
create or replace macro difference_lower(value, lower, other, other_lower, other_upper, nested) as
value - other - difference_margin(value - lower, other_upper - other, other - other_lower, nested);

create or replace macro difference_upper(value, upper, other, other_lower, other_upper, nested) as
value - other + difference_margin(upper - value, other - other_lower, other_upper - other, nested);

-- Whether a value is higher or lower than another by more than chance, or similar. An end that just touches is similar.
create or replace macro side_of(value, lower, upper, other, other_lower, other_upper, nested) as
case
    when round(difference_lower(value, lower, other, other_lower, other_upper, nested), 9) > 0 then 'higher'
    when round(difference_upper(value, upper, other, other_lower, other_upper, nested), 9) < 0 then 'lower'
    else 'similar'
end;

-- Too few people or events to say anything (National Center for Health Statistics 2017 and 2023).
create or replace macro too_few(method, numerator, denominator) as
coalesce(case method when 'byar' then numerator < 10 else denominator < 30 end, false);

-- A number of people or things: large areas have more of them, so areas cannot be held beside each other.
create or replace macro is_a_count(measure, unit) as
measure <> 'ratio' and unit not in ('percent', 'per_1000', 'eur', 'hours', 'yes_no', 'not_stated');
