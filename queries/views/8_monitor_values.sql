-- Question: Which areas does the monitor of a partnership speak of, and what do the sources say of each?
-- Parameters: macro arguments: partnership (text), as_of (date), known_at (timestamp)
-- Columns: monitor_areas: area_id, role, whole_id, valid_from, valid_to;
--     monitor_values: indicator_id, area_id, period_end, value, numerator, denominator, lower, upper, missing,
--     small_numbers, source_id, source_section, note, submission_id, file_number, source_row

-- The areas of a partnership on a day, and the municipality (or else the parent) that each lies in.
create or replace macro monitor_areas(partnership, as_of, known_at) as table
    with recursive
    areas_now as (
        select * from current_rows('areas', known_at)
    ),

    outwards as (
        select
            area_id,
            parent_id as outer_id,
            1 as steps
        from areas_now
        where parent_id is not null
        union all
        select
            outwards.area_id,
            areas_now.parent_id as outer_id,
            outwards.steps + 1 as steps
        from outwards
        inner join areas_now on outwards.outer_id = areas_now.area_id
        -- A tree has no loops, but what was handed in might.
        where areas_now.parent_id is not null and outwards.steps < 20
    ),

    wholes as (
        select
            outwards.area_id,
            first(
                outwards.outer_id
                order by outer_area.level in ('municipality', 'unitary_authority') desc, outwards.steps
            ) as whole_id
        from outwards
        inner join areas_now as outer_area on outwards.outer_id = outer_area.area_id
        group by outwards.area_id
    ),

    covered as (
        select
            area_id,
            first(role order by list_position(['priority', 'peer', 'centre', 'district', 'member', 'exception'], role))
                as role
        from current_rows_of('coverage', partnership, known_at)
        where as_of::date between coalesce(valid_from, as_of::date) and coalesce(valid_to, as_of::date)
        group by area_id
    ),

    -- The municipality of a neighbourhood belongs to the monitor, also when it is no part of the partnership.
    shown as (
        select
            area_id,
            role
        from covered
        union all
        select distinct
            wholes.whole_id as area_id,
            'whole' as role
        from covered
        inner join wholes using (area_id)
        where
            covered.role in ('priority', 'peer')
            and wholes.whole_id not in (select known.area_id from covered as known)
    )

    select
        shown.area_id,
        shown.role,
        wholes.whole_id,
        areas_now.valid_from,
        areas_now.valid_to
    from shown
    inner join areas_now using (area_id)
    left join wholes using (area_id);

-- What the sources say, one statement per indicator, area and period, with its interval.
create or replace macro monitor_values(partnership, as_of, known_at) as table
    with stated as (
        select
            given.*,
            indicators.interval_method,
            indicators.multiplier
        from shown_area_values(known_at) as given
        inner join current_rows('indicators', known_at) as indicators using (indicator_id)
        inner join monitor_areas(partnership, as_of, known_at) as areas using (area_id)
        where
            indicators.kind = 'context'
            and (
                indicators.partnership_id = partnership
                or indicators.partnership_id
                in (select parent_id from current_rows_of('partnerships', partnership, known_at))
            )
            and given.period_end <= as_of::date
            -- An area has no figures before it existed, nor after it became part of another.
            and given.period_end
            between coalesce(areas.valid_from, given.period_end) and coalesce(areas.valid_to, given.period_end)
        -- Of several sources the one handed in last speaks, then the first in text order.
        qualify
            row_number() over (
                partition by given.indicator_id, given.area_id, given.period_end
                order by given.submission_id desc, given.source_id nulls last, given.file_number, given.source_row
            ) = 1
    )

    select
        indicator_id,
        area_id,
        period_end,
        case
            when missing is not null then null
            when numerator is null or denominator is null then stated.value
            when denominator > 0 then coalesce(multiplier, 1) * numerator / denominator
        end as value,
        case when missing is null then numerator end as numerator,
        case when missing is null then denominator end as denominator,
        case
            when missing is null
                then interval_bound(interval_method, multiplier, numerator, denominator, stated.lower, -1)
        end as lower,
        case
            when missing is null
                then interval_bound(interval_method, multiplier, numerator, denominator, stated.upper, 1)
        end as upper,
        missing,
        missing is null and too_few(interval_method, numerator, denominator) as small_numbers,
        source_id,
        source_section,
        note,
        submission_id,
        file_number,
        source_row
    from stated;
