-- Question: Which figures may be shown? A total less its known parts gives a hidden part away when that is the only one
--     unknown, so another part is hidden beside it. See docs/small-counts.md.
-- Parameters: macro arguments: cells (text: a common table expression of the question, with the columns report,
--     indicator_id, area_id, target_group_id, gender, amount and is_hidden), partnership (text; null for all),
--     known_at (timestamp)
-- Columns: hidden_beside: report, indicator_id, area_id, target_group_id, gender;
--     shown_results: those of current_results; shown_area_values: those of area_values

-- The cells that are hidden beside those that say so themselves:
-- * of each total that is split by one thing (by gender, by group of one characteristic, by area), one known part,
--   when a hidden one is all that is unknown. Parts that are more than the total overlap: then nothing can be taken
--   away from it. Whose gender was not stated is left out first, because that says least; of areas the one with the
--   fewest people, so that it is the same one each year; else the smallest part. A later report does not change the
--   choice: then both would be known.
-- * whatever is split further than something hidden, and all of a split by two things or more (women in one area) of
--   which something is hidden: otherwise rows and columns together give it away; the areas inside a hidden one, too.
-- Groups and parents of all times are looked at: that is planned in half the time, and no less is hidden.
create or replace macro hidden_beside(cells) as table
    with split as materialized (
        select
            *,
            (area_id is not null)::integer as by_area,
            (target_group_id is not null)::integer as by_group,
            (gender is not null)::integer as by_gender
        from query_table(cells)
    ),

    totals as (
        select
            report,
            indicator_id,
            coalesce(area_id, '') as outer_id,
            amount as total
        from split
        where by_group + by_gender = 0
    ),

    -- An area is a part of the area around it, and like everything else of the whole.
    lies_in as (
        select distinct
            given.area_id,
            given.parent_id as outer_id
        from areas as given
        where given.parent_id is not null
        union all
        select distinct
            coalesce(split.area_id, '') as area_id,
            '' as outer_id
        from split
    ),

    characteristics as (
        select distinct
            given.target_group_id,
            given.dimension as characteristic
        from target_groups as given
    ),

    inhabitants as (
        select
            given.area_id,
            min(given.population) as population
        from areas as given
        group by given.area_id
    ),

    parts as (
        select
            split.*,
            totals.outer_id,
            totals.total,
            coalesce(known_groups.characteristic, '') as characteristic,
            known_areas.population
        from split
        inner join lies_in on coalesce(split.area_id, '') = lies_in.area_id
        inner join totals
            on
                split.report = totals.report
                and split.indicator_id = totals.indicator_id
                and lies_in.outer_id = totals.outer_id
        left join characteristics as known_groups on split.target_group_id = known_groups.target_group_id
        left join inhabitants as known_areas on split.area_id = known_areas.area_id
        where split.by_area + split.by_group + split.by_gender = 1
    ),

    weighed as (
        select
            *,
            sum(amount) over siblings as known,
            count(*) over siblings - count(amount) over siblings as unknown,
            bool_or(is_hidden) over siblings as has_hidden,
            row_number() over (
                siblings
                order by
                    amount is null, list_position(['not_stated', 'x'], gender) nulls last, population nulls last,
                    amount, area_id, target_group_id, gender
            ) as place
        from parts
        window siblings as (
            partition by report, indicator_id, by_area, by_group, by_gender, characteristic, outer_id
        )
    ),

    beside as (
        select
            report,
            indicator_id,
            area_id,
            target_group_id,
            gender
        from weighed
        where
            place = 1
            and amount is not null
            and has_hidden
            and unknown = 1
            and round(known - total, 9) <= 0
    ),

    hidden_areas as (
        select
            report,
            indicator_id,
            area_id
        from split
        where is_hidden and by_group + by_gender = 0
        union all
        select
            report,
            indicator_id,
            area_id
        from beside
    )

    select * from beside
    union
    select
        inside.report,
        inside.indicator_id,
        inside.area_id,
        inside.target_group_id,
        inside.gender
    from split as inside
    inner join lies_in on inside.area_id = lies_in.area_id
    inner join hidden_areas as around
        on
            inside.report = around.report
            and inside.indicator_id = around.indicator_id
            and lies_in.outer_id = around.area_id
    union
    select
        finer.report,
        finer.indicator_id,
        finer.area_id,
        finer.target_group_id,
        finer.gender
    from split as finer
    inner join split as coarser using (report, indicator_id)
    where
        coarser.is_hidden
        and coarser.by_area <= finer.by_area
        and coarser.by_group <= finer.by_group
        and coarser.by_gender <= finer.by_gender
        and (
            finer.by_area + finer.by_group + finer.by_gender > 1
            or coarser.by_area + coarser.by_group + coarser.by_gender = 0
        );

create or replace macro shown_results(partnership, known_at) as table
    with hiding as materialized (
        select distinct
            record_key,
            indicator_id
        from results
        where missing = 'hidden' and (partnership::varchar is null or partnership_id = partnership)
    ),

    cells_of_results as materialized (
        select
            counted.record_key as report,
            counted.indicator_id,
            counted.area_id,
            counted.target_group_id,
            counted.gender,
            -- The parts of a ratio add up, its percentages do not.
            coalesce(counted.numerator, counted.value) as amount,
            coalesce(counted.missing = 'hidden', false) as is_hidden
        from current_results(partnership, known_at) as counted
        semi join hiding using (record_key, indicator_id)
    )

    select
        counted.* replace (
            case when beside.report is null then counted.value end as value,
            case when beside.report is null then counted.numerator end as numerator,
            case when beside.report is null then counted.denominator end as denominator,
            case when beside.report is null then counted.missing else 'hidden' end as missing
        )
    from current_results(partnership, known_at) as counted
    left join hidden_beside('cells_of_results') as beside
        on
            counted.record_key = beside.report
            and counted.indicator_id = beside.indicator_id
            and counted.area_id is not distinct from beside.area_id
            and counted.target_group_id is not distinct from beside.target_group_id
            and counted.gender is not distinct from beside.gender;

-- The figures of the monitor: an area is a part of the area around it. Of several sources the last one is looked at.
create or replace macro shown_area_values(known_at) as table
    with stated as (
        select * from current_rows('area_values', known_at)
    ),

    hiding as materialized (
        select distinct
            indicator_id,
            period_end
        from stated
        where missing = 'hidden'
    ),

    cells_of_areas as materialized (
        select
            stated.period_end as report,
            stated.indicator_id,
            stated.area_id,
            null::varchar as target_group_id,
            null::varchar as gender,
            case when stated.missing is null then coalesce(stated.numerator, stated.value) end as amount,
            coalesce(stated.missing = 'hidden', false) as is_hidden
        from stated
        semi join hiding using (indicator_id, period_end)
        qualify
            row_number() over (
                partition by stated.indicator_id, stated.area_id, stated.period_end
                order by stated.submission_id desc, stated.source_id nulls last, stated.file_number, stated.source_row
            ) = 1
    )

    select
        stated.* replace (
            case when beside.report is null then stated.value end as value,
            case when beside.report is null then stated.numerator end as numerator,
            case when beside.report is null then stated.denominator end as denominator,
            case when beside.report is null then stated.lower end as lower,
            case when beside.report is null then stated.upper end as upper,
            case when beside.report is null then stated.missing else 'hidden' end as missing
        )
    from stated
    left join hidden_beside('cells_of_areas') as beside
        on
            stated.period_end = beside.report
            and stated.indicator_id = beside.indicator_id
            and stated.area_id = beside.area_id;
