-- Question: What stands on the counter at a date, per partner and per reading? See docs/attainment.md 3 to 6.
-- Parameters: macro arguments: dimension (whole, target_group, area or gender), partnership (text), shown (text: a
--     common table expression of the question, with the rows of shown_results), as_ofs (list of dates), known_at
--     (timestamp), partner (text, null for all)
-- Columns: ranked_figures: those of result_figures, first_reading, overruled, competing; reading_periods: as_of,
--     indicator_id, part, measure, over_partners, multiplier, reading, is_primary, counts, partner_key, period_end,
--     last_period_end, value, low, high, numerator, denominator, attributed_to, submission_id; reading_contributions:
--     those of reading_periods without period_end, and periods (how many were added up)

-- The readings of one figure (indicator, partner, period): the decided one comes first, else the first in text order.
create or replace macro ranked_figures(dimension, partnership, shown, known_at, partner) as table
    with figures as (
        select * from result_figures(dimension, shown, known_at, partner)
    ),

    -- Almost every figure has one reading: only the indicators that have several are looked at more closely.
    stated_twice as (
        select indicator_id
        from figures
        group by indicator_id
        having min(reading) < max(reading)
    ),

    competing as (
        select
            indicator_id,
            part,
            partner_key,
            period_end,
            min(reading) as smallest,
            list(reading) as readings
        from figures
        semi join stated_twice using (indicator_id)
        group by indicator_id, part, partner_key, period_end
        having count(*) > 1
    ),

    -- A decision that names no partner or no period speaks of all of them.
    settled as (
        select
            competing.indicator_id,
            competing.part,
            competing.partner_key,
            competing.period_end,
            first(
                coalesce(decisions.reading, '') order by decisions.submission_id desc, coalesce(decisions.reading, '')
            ) as chosen
        from competing
        inner join current_rows('decisions', known_at) as decisions
            on
                competing.indicator_id = decisions.indicator_id
                and list_contains(competing.readings, coalesce(decisions.reading, ''))
                and (decisions.partner_id is null or competing.partner_key = decisions.partner_id)
                and (decisions.period_end is null or competing.period_end = decisions.period_end)
        where decisions.partnership_id = partnership
        group by competing.indicator_id, competing.part, competing.partner_key, competing.period_end
    ),

    stands as (
        select
            competing.indicator_id,
            competing.part,
            competing.partner_key,
            competing.period_end,
            competing.smallest,
            settled.chosen
        from competing
        left join settled using (indicator_id, part, partner_key, period_end)
    )

    select
        figures.*,
        stands.smallest is null or figures.reading = coalesce(stands.chosen, stands.smallest) as first_reading,
        coalesce(figures.reading <> stands.chosen, false) as overruled,
        stands.smallest is not null as competing
    from figures
    left join stands using (indicator_id, part, partner_key, period_end);

create or replace macro reading_periods(dimension, partnership, shown, as_ofs, known_at, partner) as table
    with figures as materialized (
        select * from ranked_figures(dimension, partnership, shown, known_at, partner)
    ),

    dates as (
        select distinct unnest(as_ofs::date[]) as as_of
    ),

    last_periods as (
        select
            dates.as_of,
            figures.indicator_id,
            figures.part,
            figures.partner_key,
            max(figures.period_end) as last_period_end
        from dates
        inner join figures on dates.as_of >= figures.period_end
        group by dates.as_of, figures.indicator_id, figures.part, figures.partner_key
    ),

    -- A flow adds up all periods so far; anything else is its last period.
    considered as (
        select
            last_periods.as_of,
            last_periods.last_period_end,
            figures.*
        from last_periods
        inner join figures using (indicator_id, part, partner_key)
        where
            figures.period_end = last_periods.last_period_end
            or (figures.measure in ('flow', 'narrative') and figures.period_end <= last_periods.as_of)
    ),

    readings as (
        select
            as_of,
            indicator_id,
            part,
            reading,
            coalesce(bool_and(overruled) filter (where competing), false) as set_aside,
            bool_or(not first_reading) as differs
        from considered
        group by as_of, indicator_id, part, reading
    ),

    primaries as (
        select
            as_of,
            indicator_id,
            part,
            min(reading) filter (where not set_aside) as primary_reading
        from readings
        group by as_of, indicator_id, part
    ),

    histories as (
        select
            readings.as_of,
            readings.indicator_id,
            readings.part,
            readings.reading,
            readings.set_aside,
            readings.reading = primaries.primary_reading as is_primary
        from readings
        inner join primaries using (as_of, indicator_id, part)
        where readings.differs or readings.reading = primaries.primary_reading
    ),

    -- What each history takes from each figure: its own reading where it has one that was not overruled.
    taken as (
        select
            histories.is_primary,
            histories.set_aside,
            histories.reading as history,
            considered.*
        from histories
        inner join considered using (as_of, indicator_id, part)
        where considered.first_reading
        union all by name
        select
            histories.is_primary,
            histories.set_aside,
            histories.reading as history,
            considered.*
        from histories
        inner join considered using (as_of, indicator_id, part, reading)
        where
            not considered.first_reading
            and (histories.set_aside or not considered.overruled)
    ),

    replaced as (
        select
            as_of,
            indicator_id,
            part,
            history,
            partner_key,
            period_end
        from taken
        where not first_reading
    )

    select
        as_of,
        indicator_id,
        part,
        measure,
        over_partners,
        multiplier,
        history as reading,
        is_primary,
        not set_aside as counts,
        partner_key,
        period_end,
        last_period_end,
        value,
        low,
        high,
        numerator,
        denominator,
        case when reading = history then attributed_to end as attributed_to,
        submission_id
    from taken
    anti join replaced
        on
            taken.first_reading
            and taken.as_of = replaced.as_of
            and taken.indicator_id = replaced.indicator_id
            and taken.part = replaced.part
            and taken.history = replaced.history
            and taken.partner_key = replaced.partner_key
            and taken.period_end = replaced.period_end;

-- The periods of each partner added up: several for a flow, else its last one.
create or replace macro reading_contributions(dimension, partnership, shown, as_ofs, known_at, partner) as table
    select
        as_of,
        indicator_id,
        part,
        measure,
        over_partners,
        multiplier,
        reading,
        is_primary,
        counts,
        partner_key,
        -- A flow of which one period is unknown is unknown.
        case when count(value) = count(*) then sum(value order by value) end as value,
        sum(low order by low) as low,
        sum(high order by high) as high,
        sum(numerator order by numerator) as numerator,
        sum(denominator order by denominator) as denominator,
        min(attributed_to) as attributed_to,
        count(*) as periods,
        last_period_end,
        max(submission_id) as submission_id
    from reading_periods(dimension, partnership, shown, as_ofs, known_at, partner)
    group by
        as_of, indicator_id, part, measure, over_partners, multiplier, reading, is_primary, counts, partner_key,
        last_period_end;
