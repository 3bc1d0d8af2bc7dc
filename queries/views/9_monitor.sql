-- Question: How does each area stand beside a benchmark, and how did it change? See docs/monitor.md.
-- Parameters: macro arguments: partnership (text), area (text), benchmark (text: an area, or rest or peers),
--     as_of (date), known_at (timestamp)
-- Columns: monitor_beside: those of monitor_values, beside_value, beside_numerator, beside_denominator, beside_lower,
--     beside_upper, beside_derived, beside_nested, comparison, reason, and where the two are compared gap, gap_lower,
--     gap_upper, side;
--     monitor: those of monitor_beside without side, role, trend, trend_reason, trend_judgement, then_period_end,
--     then_value, then_beside_value, then_comparison, then_gap, then_gap_lower, then_gap_upper, gap_change, gap_reason,
--     gap_judgement, target, target_tier

-- Every area in every period, beside the benchmark of that area in the same period.
create or replace macro monitor_beside(partnership, benchmark, as_of, known_at) as table
    -- Not called areas: the macros below would take it for the table.
    with places as materialized (
        select * from monitor_areas(partnership, as_of, known_at)
    ),

    given as materialized (
        select * from monitor_values(partnership, as_of, known_at)
    ),

    inside as materialized (
        select * from areas_inside(known_at)
    ),

    moments as (
        select distinct
            indicator_id,
            period_end
        from given
    ),

    -- The areas whose figures make up the benchmark of each area.
    bases as (
        select
            areas_in_view.area_id,
            others.area_id as base_id,
            others.valid_from,
            others.valid_to
        from places as areas_in_view
        inner join places as others
            on
                (benchmark = 'rest' and areas_in_view.whole_id = others.area_id)
                or (benchmark = 'peers' and others.role = 'peer' and areas_in_view.area_id <> others.area_id)
                or (benchmark not in ('rest', 'peers') and others.area_id = benchmark)
        where
            benchmark <> 'peers'
            -- Nothing is added twice, and an area is no part of its own benchmark.
            or not exists (
                select 1
                from inside
                inner join places as wider on inside.outer_id = wider.area_id
                where
                    (inside.area_id = others.area_id and (wider.role = 'peer' or wider.area_id = areas_in_view.area_id))
                    or (inside.area_id = areas_in_view.area_id and inside.outer_id = others.area_id)
            )
    ),

    base_figures as (
        select
            moments.indicator_id,
            moments.period_end,
            bases.area_id,
            count(*) as bases,
            count(given.value) as with_value,
            count(*) filter (where given.numerator is not null and given.denominator > 0) as with_parts,
            any_value(given.value) as value,
            any_value(given.lower) as lower,
            any_value(given.upper) as upper,
            -- The sum of fractions depends on their order.
            sum(given.numerator order by given.numerator) as numerator,
            sum(given.denominator order by given.denominator) as denominator,
            bool_or(coalesce(given.small_numbers, false)) as small_numbers,
            min(given.source_id) as source_id
        from moments
        inner join bases
            on
                moments.period_end
                between coalesce(bases.valid_from, moments.period_end) and coalesce(bases.valid_to, moments.period_end)
        left join given
            on
                moments.indicator_id = given.indicator_id
                and moments.period_end = given.period_end
                and bases.base_id = given.area_id
        group by moments.indicator_id, moments.period_end, bases.area_id
    ),

    together as (
        select
            moments.indicator_id,
            places.area_id,
            moments.period_end,
            given.* exclude (indicator_id, area_id, period_end),
            indicators.direction,
            indicators.interval_method,
            indicators.multiplier,
            is_a_count(indicators.measure, indicators.unit) as is_count,
            benchmark = 'rest' or (benchmark = 'peers' and base_figures.bases > 1) as derived,
            base_figures.value as base_value,
            base_figures.lower as base_lower,
            base_figures.upper as base_upper,
            base_figures.small_numbers as base_small,
            coalesce(base_figures.with_value, 0) as with_value,
            -- Rest of: the whole less the area, when one source gives both parts of both.
            not is_count
            and base_figures.with_parts = base_figures.bases
            and (benchmark <> 'rest' or coalesce(base_figures.source_id, '') = coalesce(given.source_id, ''))
                as has_parts,
            base_figures.numerator - case benchmark when 'rest' then given.numerator else 0 end as rest_numerator,
            base_figures.denominator - case benchmark when 'rest' then given.denominator else 0 end as rest_denominator
        from moments
        inner join places
            on
                moments.period_end >= coalesce(places.valid_from, moments.period_end)
                and moments.period_end <= coalesce(places.valid_to, moments.period_end)
        inner join current_rows('indicators', known_at) as indicators using (indicator_id)
        left join given using (indicator_id, area_id, period_end)
        left join base_figures using (indicator_id, area_id, period_end)
    ),

    -- A part cannot be larger than the whole: then the two figures do not speak of the same thing.
    checked as (
        select
            * exclude (rest_numerator, rest_denominator),
            has_parts
            and rest_denominator > 0
            and rest_numerator >= 0
            and (interval_method is distinct from 'wilson' or rest_numerator <= rest_denominator) as fits,
            case when fits then rest_numerator end as beside_numerator,
            case when fits then rest_denominator end as beside_denominator
        from together
    ),

    valued as (
        select
            *,
            case
                when derived then coalesce(multiplier, 1) * beside_numerator / beside_denominator else base_value
            end as beside_value,
            case
                when derived
                    then interval_bound(interval_method, multiplier, beside_numerator, beside_denominator, null, -1)
                else base_lower
            end as beside_lower,
            case
                when derived
                    then interval_bound(interval_method, multiplier, beside_numerator, beside_denominator, null, 1)
                else base_upper
            end as beside_upper,
            case
                when derived then too_few(interval_method, beside_numerator, beside_denominator)
                else coalesce(base_small, false)
            end as beside_small,
            bool_or(with_value > 0) over (partition by indicator_id, area_id) as beside_in_some_period
        from checked
    ),

    -- An area inside its benchmark, or the other way round: both figures speak partly of the same people.
    nested as (
        select area_id from inside
        where outer_id = benchmark
        union
        select outer_id as area_id from inside
        where area_id = benchmark
    ),

    explained as (
        select
            valued.*,
            nested.area_id is not null as beside_nested,
            case
                when area_id = benchmark then 'is_the_benchmark'
                when missing is not null then missing
                when value is null then 'no_value'
                when is_count then 'count'
                when small_numbers then 'small_numbers'
                when beside_value is null and with_value > 0 then 'not_derivable'
                when beside_value is null and beside_in_some_period then 'different_period'
                when beside_value is null then 'no_benchmark_value'
                when beside_small then 'small_benchmark'
                when lower is null or upper is null then 'no_interval'
                when beside_lower is null or beside_upper is null then 'no_benchmark_interval'
            end as reason,
            side_of(value, lower, upper, beside_value, beside_lower, beside_upper, beside_nested) as side
        from valued
        left join nested using (area_id)
    )

    select
        indicator_id,
        area_id,
        period_end,
        explained.value,
        numerator,
        denominator,
        explained.lower,
        explained.upper,
        missing,
        coalesce(small_numbers, false) as small_numbers,
        source_id,
        source_section,
        note,
        submission_id,
        file_number,
        source_row,
        beside_value,
        beside_numerator,
        beside_denominator,
        beside_lower,
        beside_upper,
        coalesce(derived, false) as beside_derived,
        beside_nested,
        case
            when reason is not null then 'not_compared'
            when side = 'similar' or direction not in ('up', 'down') then side
            when (side = 'higher') = (direction = 'up') then 'better'
            else 'worse'
        end as comparison,
        reason,
        -- How far the area lies above its benchmark, with the ends of that.
        case when reason is null then explained.value - beside_value end as gap,
        case
            when reason is null
                then
                    difference_lower(
                        explained.value, explained.lower, beside_value, beside_lower, beside_upper, beside_nested
                    )
        end as gap_lower,
        case
            when reason is null
                then
                    difference_upper(
                        explained.value, explained.upper, beside_value, beside_lower, beside_upper, beside_nested
                    )
        end as gap_upper,
        case when reason is null then side end as side
    from explained;

-- The latest period of the chosen area, per indicator; every other area in that same period.
create or replace macro monitor(partnership, area, benchmark, as_of, known_at) as table
    with beside as materialized (
        select * from monitor_beside(partnership, benchmark, as_of, known_at)
    ),

    chosen_periods as (
        select
            indicator_id,
            coalesce(
                max(period_end) filter (
                    where area_id = area and (value is not null or missing <> 'not_due')
                ),
                max(period_end)
            ) as period_end
        from beside
        group by indicator_id
    ),

    latest as (
        select beside.*
        from beside
        semi join chosen_periods using (indicator_id, period_end)
    ),

    -- The five years up to that period: each value is a whole number of years older.
    years as (
        select
            latest.indicator_id,
            latest.area_id,
            year(latest.period_end) - year(beside.period_end) as years_back,
            arg_max(beside.value, beside.period_end) as amount
        from latest
        inner join beside using (indicator_id, area_id)
        where
            beside.value is not null
            and month(beside.period_end) = month(latest.period_end)
            and beside.period_end <= latest.period_end
        group by latest.indicator_id, latest.area_id, years_back
    ),

    -- Mann-Kendall: the pairs of years that rise less the pairs that fall.
    tested as (
        select
            later.indicator_id,
            later.area_id,
            sum(sign(round(later.amount - earlier.amount, 9))) as score
        from years as later
        inner join years as earlier using (indicator_id, area_id)
        where later.years_back < earlier.years_back and earlier.years_back <= 4
        group by later.indicator_id, later.area_id
    ),

    histories as (
        select
            indicator_id,
            area_id,
            count(*) filter (where years_back <= 4) as points,
            max(years_back) as oldest
        from years
        group by indicator_id, area_id
    ),

    -- The oldest of these five years in which the area was compared as well.
    before as (
        select
            latest.indicator_id,
            latest.area_id,
            beside.period_end as then_period_end,
            beside.value as then_value,
            beside.beside_value as then_beside_value,
            beside.comparison as then_comparison,
            beside.gap as then_gap,
            beside.gap_lower as then_gap_lower,
            beside.gap_upper as then_gap_upper,
            beside.side as then_side
        from latest
        inner join beside using (indicator_id, area_id)
        where
            beside.gap is not null
            and month(beside.period_end) = month(latest.period_end)
            and year(latest.period_end) - year(beside.period_end) between 1 and 4
        qualify
            row_number() over (
                partition by latest.indicator_id, latest.area_id
                order by year(beside.period_end), beside.period_end desc
            ) = 1
    ),

    -- Whether the gap of now differs from that of then by more than chance.
    moved as (
        select
            latest.indicator_id,
            latest.area_id,
            before.* exclude (indicator_id, area_id),
            side_of(
                latest.gap, latest.gap_lower, latest.gap_upper, then_gap, then_gap_lower, then_gap_upper, false
            ) as moved_to
        from latest
        inner join before using (indicator_id, area_id)
        where latest.gap is not null
    ),

    promised as (
        select
            targets.indicator_id,
            areas.area_id,
            arg_min(
                struct_pack(amount := targets.value, tier := targets.tier),
                (
                    targets.area_id is null,
                    tier_position(targets.tier),
                    targets.partnership_id <> partnership,
                    coalesce(targets.reading, ''),
                    targets.submission_id,
                    targets.file_number,
                    targets.source_row
                )
            ) as headline
        from current_rows('targets', known_at) as targets
        inner join monitor_areas(partnership, as_of, known_at) as areas
            on targets.area_id is null or targets.area_id = areas.area_id
        where
            targets.value is not null
            and targets.target_group_id is null
            and targets.partner_id is null
            and (
                targets.partnership_id = partnership
                or targets.partnership_id
                in (select parent_id from current_rows_of('partnerships', partnership, known_at))
            )
        group by targets.indicator_id, areas.area_id
    ),

    explained as (
        select
            latest.*,
            areas.role,
            case
                when latest.value is null then 'no_value'
                when histories.points = 5 then null
                when areas.valid_from > latest.period_end - interval 4 year then 'area_changed'
                when histories.oldest < 4 then 'fewer_than_five'
                else 'gap'
            end as trend_reason,
            case
                when trend_reason is not null then null
                when tested.score >= 8 then 'rising'
                when tested.score <= -8 then 'falling'
                else 'steady'
            end as trend,
            moved.* exclude (indicator_id, area_id),
            case
                when latest.gap is null then 'not_compared'
                when then_gap is null then 'no_earlier'
            end as gap_reason,
            case
                when gap_reason is not null then null
                when side = 'similar' and then_side = 'similar' then 'none'
                when moved_to = 'similar' then 'unclear'
                when side = 'similar' then 'smaller'
                when then_side = 'similar' then 'larger'
                when side <> then_side then 'turned'
                when moved_to = side then 'larger'
                else 'smaller'
            end as gap_change,
            indicators.direction,
            promised.headline
        from latest
        inner join monitor_areas(partnership, as_of, known_at) as areas using (area_id)
        inner join current_rows('indicators', known_at) as indicators using (indicator_id)
        left join histories using (indicator_id, area_id)
        left join tested using (indicator_id, area_id)
        left join moved using (indicator_id, area_id)
        left join promised using (indicator_id, area_id)
    )

    select
        explained.*
        exclude (direction, headline, trend_reason, trend, side, then_side, moved_to, gap_reason, gap_change),
        trend,
        trend_reason,
        case
            when trend = 'steady' or direction not in ('up', 'down') then null
            when (trend = 'rising') = (direction = 'up') then 'better'
            when trend is not null then 'worse'
        end as trend_judgement,
        gap_change,
        gap_reason,
        case
            when gap_change not in ('smaller', 'larger', 'turned') or direction not in ('up', 'down') then null
            when (moved_to = 'higher') = (direction = 'up') then 'better'
            when gap_change is not null then 'worse'
        end as gap_judgement,
        headline.amount as target,
        headline.tier as target_tier
    from explained;
