-- Question: What did each partner report in each period, areas brought together? See docs/attainment.md 1, 2 and 4.
-- Parameters: macro arguments: dimension (whole, target_group, area or gender), shown (text: a common table expression
--     of the question, with the rows of shown_results), known_at (timestamp), partner (text, null for all)
-- Columns: result_totals: indicator_id, part, partner_key, reading, period_end, area_id, value, numerator, denominator,
--     attributed_to, submission_id, measure, over_partners, multiplier, why_not;
--     result_figures: indicator_id, part, measure, over_partners, multiplier, partner_key, reading, period_end,
--     value, low, high, numerator, denominator, attributed_to, submission_id

-- How several values or targets of an indicator become one: sum, max, mean, or none where that would be wrong.
create or replace macro combining_rule(measure, over_partners) as
case
    when measure in ('ratio', 'unique_people') then 'none'
    when measure = 'narrative' then 'sum'
    when measure = 'yes_no' and over_partners is distinct from 'max' then 'mean'
    else over_partners
end;

-- The sum of one part of a ratio; null as soon as one contributor lacks either part.
create or replace macro combined_part(numerator, denominator, part) as
case when bool_and(numerator is not null and denominator is not null) then sum(part order by part) end;

-- How values of one moment become one: used for areas, then for partners. Null where that would be wrong, and as soon
-- as one of them is unknown. A percentage that stands alone has nothing to be combined with, so it needs no parts.
create or replace macro combined_value(measure, over_partners, multiplier, amount, numerator, denominator) as
case
    when measure = 'ratio' and count(*) = 1 and count(numerator) + count(denominator) < 2 then max(amount)
    when measure = 'ratio'
        then
            coalesce(multiplier, 1) * combined_part(numerator, denominator, numerator)
            / nullif(combined_part(numerator, denominator, denominator), 0)
    when count(amount) < count(*) then null
    when combining_rule(measure, over_partners) = 'sum' then sum(amount order by amount)
    when combining_rule(measure, over_partners) = 'max' then max(amount)
    when combining_rule(measure, over_partners) = 'mean' then avg(amount order by amount)
    when count(*) = 1 then max(amount)
end;

-- Every area that lies, directly or not, in another one.
create or replace macro areas_inside(known_at) as table
    with recursive
    areas_now as (
        select
            area_id,
            parent_id
        from current_rows('areas', known_at)
        where parent_id is not null
    ),

    inside as (
        select
            area_id,
            parent_id as outer_id
        from areas_now
        union
        select
            inside.area_id,
            areas_now.parent_id as outer_id
        from inside
        inner join areas_now on inside.outer_id = areas_now.area_id
    )

    select
        area_id,
        outer_id
    from inside
    where area_id <> outer_id;

-- Whether a row speaks of the whole partnership, or of one target group, area or gender; and of which.
-- A row for both a group and a gender is a part of neither: nothing is ever made up from such rows.
create or replace macro speaks_of(dimension, target_group_id, gender, area_id) as
(target_group_id is not null) = (dimension = 'target_group')
and (gender is not null) = (dimension = 'gender')
and (dimension <> 'area' or area_id is not null);

create or replace macro part_of(dimension, target_group_id, gender, area_id) as
case dimension
    when 'whole' then ''
    when 'target_group' then target_group_id
    when 'gender' then gender
    when 'area' then area_id
end;

-- Whether a row holds a value: a ratio may hold a numerator instead, a narrative a text.
create or replace macro holds_value(measure, amount, numerator, missing, explanation) as
amount is not null
or (measure = 'ratio' and numerator is not null)
or (measure = 'narrative' and missing is null and explanation is not null);

-- The rows that speak of the whole (not of one target group or gender), or of the parts, and hold a value. `why_not`
-- tells which of them are left out because another row already covers their area. An area asked for by itself is its
-- own rows only: nothing is added up from the areas inside it.
create or replace macro result_totals(dimension, shown, known_at, partner) as table
    with totals as (
        select
            results.indicator_id,
            part_of(dimension, results.target_group_id, results.gender, results.area_id) as part,
            coalesce(results.partner_id, '') as partner_key,
            coalesce(results.reading, '') as reading,
            results.period_end,
            case when dimension <> 'area' then results.area_id end as area_id,
            case when indicators.measure = 'narrative' then 1 else results.value end as value,
            case when indicators.measure = 'ratio' then results.numerator end as numerator,
            case when indicators.measure = 'ratio' then results.denominator end as denominator,
            results.attributed_to,
            results.submission_id,
            indicators.measure,
            indicators.over_partners,
            indicators.multiplier
        from query_table(shown) as results
        inner join current_rows('indicators', known_at) as indicators using (indicator_id)
        where
            speaks_of(dimension, results.target_group_id, results.gender, results.area_id)
            and (partner::varchar is null or results.partner_id = partner)
            and holds_value(
                indicators.measure, results.value, results.numerator, results.missing, results.explanation
            )
    ),

    per_area as (
        select * from totals
        where area_id is not null and measure <> 'narrative'
    ),

    whole as (
        select distinct
            indicator_id,
            part,
            partner_key,
            reading,
            period_end
        from totals
        semi join per_area using (indicator_id, part, partner_key, reading, period_end)
        where area_id is null
    ),

    nested as (
        select distinct
            per_area.indicator_id,
            per_area.part,
            per_area.partner_key,
            per_area.reading,
            per_area.period_end,
            per_area.area_id
        from per_area
        inner join areas_inside(known_at) as inside using (area_id)
        inner join per_area as outer_area
            on
                inside.outer_id = outer_area.area_id
                and per_area.indicator_id = outer_area.indicator_id
                and per_area.part = outer_area.part
                and per_area.partner_key = outer_area.partner_key
                and per_area.reading = outer_area.reading
                and per_area.period_end = outer_area.period_end
    )

    select
        totals.*,
        null as why_not
    from totals
    where area_id is null or measure = 'narrative'
    union all by name
    select
        per_area.*,
        case
            when whole.indicator_id is not null then 'whole_given'
            when nested.indicator_id is not null then 'nested_area'
        end as why_not
    from per_area
    left join whole using (indicator_id, part, partner_key, reading, period_end)
    left join nested using (indicator_id, part, partner_key, reading, period_end, area_id);

-- One row per indicator, part, partner, reading and period. A row for the whole is one already; only areas (and
-- statements) are brought together, because grouping millions of rows that stand alone takes most of the time.
create or replace macro result_figures(dimension, shown, known_at, partner) as table
    with counted as (
        select * from result_totals(dimension, shown, known_at, partner)
        where why_not is null
    )

    select
        indicator_id,
        part,
        measure,
        over_partners,
        multiplier,
        partner_key,
        reading,
        period_end,
        case
            when measure = 'ratio' and numerator is not null and denominator is not null
                then coalesce(multiplier, 1) * numerator / nullif(denominator, 0)
            else value
        end as value,
        value as low,
        value as high,
        case when denominator is not null then numerator end as numerator,
        case when numerator is not null then denominator end as denominator,
        attributed_to,
        submission_id
    from counted
    where area_id is null and measure <> 'narrative'
    union all
    select
        indicator_id,
        part,
        measure,
        over_partners,
        multiplier,
        partner_key,
        reading,
        period_end,
        combined_value(measure, over_partners, multiplier, value, numerator, denominator) as value,
        max(value) as low,
        sum(value order by value) as high,
        combined_part(numerator, denominator, numerator) as numerator,
        combined_part(numerator, denominator, denominator) as denominator,
        min(attributed_to) as attributed_to,
        max(submission_id) as submission_id
    from counted
    where area_id is not null or measure = 'narrative'
    group by indicator_id, part, measure, over_partners, multiplier, partner_key, reading, period_end;
