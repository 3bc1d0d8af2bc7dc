-- Question: What did the partners of the demonstration report, quarter by quarter?
-- Parameters: none (reads courses, explanations, quarters, local_partnerships, partners, indicators)
-- Columns: none (makes courses_of_all, reported, by_gender and corrections; fills results;
--     table macros results_of_others and sectors_of_others)

-- How things go: from `first` in the first quarter to `last` in the last one. The partnership in depth has a list of
-- its own; the others have one made here, for nine indicators that can be compared.
create or replace table courses_of_all as
with seats as (
    select
        local_partnerships.partnership_id,
        local_partnerships.number,
        partners.organisation_id as partner_id,
        typical.*,
        typical.indicator_id || ' ' || local_partnerships.number || ' ' || partners.organisation_id as seat,
        sqrt(local_partnerships.population / 60000) as size
    from local_partnerships
    inner join partners
        on local_partnerships.partnership_id = partners.partnership_id and partners.reports
    cross join (
        values
        ('RES_VISITS', 45, null), ('RES_REACHED', 20, null), ('RES_COACHED', 9, null), ('RES_TRAINING', 6, null),
        ('RES_HOURS', 110, null), ('RES_PLACED', 4, null), ('RES_WAITING', 30, null), ('RES_SUSTAINED', 0.56, 14),
        ('RES_CONFIDENCE', 0.5, 26)
    ) as typical (indicator_id, level, usual_denominator)
    where
        local_partnerships.number > 1
        and local_partnerships.stage = 'under_implementation'
        -- Not every partner does everything.
        and chance('does ' || typical.indicator_id || local_partnerships.number || partners.organisation_id) < 0.7
),

of_others as (
    select
        partnership_id,
        indicator_id,
        partner_id,
        case
            when usual_denominator is null then level * size * spread(0.3, seat) else
                least(0.9, level * spread(0.2, seat))
        end as first,
        case
            when usual_denominator is null then first * spread(0.4, 'last ' || seat) * 1.15
            else least(0.95, first * spread(0.12, 'last ' || seat) * 1.08)
        end as last,
        round(usual_denominator * size) as denominator,
        case when indicator_id <> 'RES_WAITING' and usual_denominator is null then 1 end as pace,
        case indicator_id
            when 'RES_WAITING' then round(first * 1.05) when 'RES_SUSTAINED' then 45 when 'RES_CONFIDENCE' then 40
        end as baseline,
        case indicator_id
            when 'RES_WAITING' then round(first * 0.55) when 'RES_SUSTAINED' then 65 when 'RES_CONFIDENCE' then 60
        end as target
    from seats
),

everything as (
    select * from courses
    union all by name
    select * from of_others
)

select
    everything.*,
    (
        select count(*) + 1 from quarters
        where quarters.period_end < joined.date_joined
    ) as first_quarter,
    -- The partnership in depth misses one report and lost one partner; two others wait for a report, too.
    case
        when everything.partner_id = 'DORG_01_TRAIN' then 15
        when everything.partner_id in ('DORG_05_03', 'DORG_28_03') then 15
        else (
            select count(*) from quarters
            where quarters.period_end <= coalesce(joined.date_left, quarters.period_end)
        )
    end as last_quarter
from everything
left join partners as joined
    on everything.partnership_id = joined.partnership_id and everything.partner_id = joined.organisation_id;

create or replace table reported as
with per_quarter as (
    select
        courses_of_all.*,
        quarters.*,
        indicators.measure,
        courses_of_all.partnership_id || courses_of_all.partner_id || courses_of_all.indicator_id || quarter as key,
        first + (last - first) * (quarter - first_quarter) / (16 - first_quarter) as amount,
        amount * season * spread(0.15, key) as new_now
    from courses_of_all
    inner join quarters on quarters.quarter between courses_of_all.first_quarter and courses_of_all.last_quarter
    inner join indicators on courses_of_all.indicator_id = indicators.indicator_id
    where first is not null
),

summed as (
    select
        *,
        sum(new_now) over (
            partition by partnership_id, partner_id, indicator_id order by quarter
            rows between unbounded preceding and current row
        ) as new_so_far,
        case when measure = 'ratio' then round(denominator * spread(0.15, key || 'asked')) end as asked
    from per_quarter
)

select
    partnership_id,
    indicator_id,
    partner_id,
    quarter,
    period_end,
    measure,
    key,
    case measure
        when 'flow' then round(new_now)
        when 'running_total' then floor(new_so_far + 0.000001)
        when 'unique_people' then round(0.8 * new_so_far)
        -- The last quarter is as agreed, so that the states of the board can be told beforehand.
        when 'snapshot' then round(case quarter when 16 then last else amount * spread(0.06, key) end)
        when 'yes_no' then (last = 1 and quarter >= case partner_id when 'DORG_01_CITY' then 13 else 7 end)::integer
    end as value,
    case
        when measure = 'ratio'
            then least(asked, round(asked * case quarter when 16 then last else amount * spread(0.08, key) end))
    end as numerator,
    asked as denominator
from summed;

-- The new people of a quarter by gender; what is not a woman, other or not stated is a man, so that they add up.
create or replace table by_gender as
with new_people as (
    select
        *,
        value - case
            when measure = 'running_total'
                then
                    coalesce(
                        lag(value) over (partition by partnership_id, partner_id, indicator_id order by quarter), 0
                    )
            else 0
        end as people
    from reported
    where
        indicator_id in ('RES_REACHED', 'RES_PLACED')
        or (indicator_id in ('RES_COACHED', 'RES_TRAINING') and partnership_id = 'DEMO_01')
),

counted as (
    select
        -- Else unpivoting would give everybody for each gender.
        * exclude (people),
        floor(people * (0.52 + 0.1 * chance('women ' || partnership_id)) + chance('f' || key)) as f,
        least(people - f, floor(people * 0.03 + chance('n' || key))) as not_stated,
        least(people - f - not_stated, floor(people * 0.012 + chance('x' || key))) as x,
        people - f - not_stated - x as m
    from new_people
)

select
    partnership_id,
    indicator_id,
    partner_id,
    quarter,
    period_end,
    measure,
    key || gender as key,
    gender,
    people
from (unpivot counted on f, m, x, not_stated into name gender value people) as unpivoted;

-- The partnership in depth splits its people by neighbourhood, target group and gender. Groups overlap: their parts
-- add up to more than everyone. A part is rounded up or down by chance, so that small parts do not vanish.
create or replace table split_shares as
select
    'D_N' || lpad(area::varchar, 2, '0') as area_id,
    share
from (values (2, 0.19), (3, 0.14), (4, 0.12), (5, 0.1), (6, 0.06), (7, 0.03), (8, 0.02)) as areas (area, share);

create or replace table group_shares as
select *
from (
    values
    ('DTG_LONG_TERM', 0.46, 0.5), ('DTG_INACTIVE', 0.21, 0.62), ('DTG_YOUNG', 0.17, 0.44),
    ('DTG_OVER_55', 0.12, 0.4), ('DTG_MIGRANT_WOMEN', 0.22, 1), ('DTG_SINGLE_PARENTS', 0.15, 0.86),
    ('DTG_DISABILITY', 0.09, 0.45), ('DTG_LOW_SKILLED', 0.52, 0.51)
) as shares (target_group_id, share, women);

create or replace table splits as
with new_people as (
    select
        partnership_id,
        indicator_id,
        partner_id,
        quarter,
        period_end,
        measure,
        min(key) as key,
        sum(people) as people
    from by_gender
    where partnership_id = 'DEMO_01'
    group by all
),

shares as (
    select
        area_id,
        null as target_group_id,
        share,
        null as women
    from split_shares
    union all
    select
        null as area_id,
        target_group_id,
        share,
        women
    from group_shares
    union all
    select
        split_shares.area_id,
        group_shares.target_group_id,
        split_shares.share * group_shares.share * spread(0.4, split_shares.area_id || group_shares.target_group_id)
            as share,
        null as women
    from split_shares
    cross join group_shares
),

parts as (
    select
        new_people.* exclude (people, key),
        shares.area_id,
        shares.target_group_id,
        shares.women,
        concat_ws(' ', key, shares.area_id, shares.target_group_id) as key,
        floor(
            people * shares.share * spread(0.3, concat_ws(' ', partner_id, indicator_id, area_id, target_group_id))
            + chance(concat_ws(' ', key, area_id, target_group_id))
        ) as people
    from new_people
    cross join shares
),

women as (
    select
        *,
        case
            when target_group_id = 'DTG_MIGRANT_WOMEN' then people
            else floor(people * women + chance(key || 'f'))
        end as f
    from parts
    where women is not null
)

select
    * exclude (women),
    null as gender
from parts
union all by name
select
    * exclude (women, f, people),
    'f' as gender,
    f as people
from women
union all by name
select
    * exclude (women, f, people),
    'm' as gender,
    people - f as people
from women
union all by name
select
    * exclude (key),
    key || gender as key
from by_gender
where partnership_id = 'DEMO_01';

create or replace table rows_in_depth as
with everything as (
    select
        reported.partnership_id,
        reported.indicator_id,
        reported.partner_id,
        reported.quarter,
        reported.period_end,
        null as area_id,
        null as target_group_id,
        null as gender,
        reported.value,
        reported.numerator,
        reported.denominator
    from reported
    where partnership_id = 'DEMO_01'
    union all by name
    select
        * exclude (key, people, measure),
        case measure
            when 'running_total'
                then
                    sum(people)
                        over (
                            partition by indicator_id, partner_id, area_id, target_group_id, gender order by quarter
                            rows between unbounded preceding and current row
                        )
            else people
        end as value
    from splits
)

select
    everything.* exclude (value, numerator, denominator),
    coalesce(explanations.missing, case when everything.gender = 'x' and everything.value in (1, 2) then 'hidden' end)
        as missing,
    case
        when explanations.missing is null and (everything.gender is distinct from 'x' or everything.value not in (1, 2))
            then coalesce(explanations.value, everything.value, round(100 * numerator / nullif(denominator, 0), 1))
    end as value,
    case when explanations.missing is null then numerator end as numerator,
    case when explanations.missing is null then denominator end as denominator,
    explanations.reading,
    explanations.explanation,
    explanations.language
from everything
left join explanations
    on
        everything.indicator_id = explanations.indicator_id
        and everything.partner_id = explanations.partner_id
        and everything.quarter = explanations.quarter
        and everything.area_id is null
        and everything.target_group_id is null
        and everything.gender is null
union all by name
-- What is not in the course of things: indicators of which there are only words.
select
    'DEMO_01' as partnership_id,
    explanations.*,
    quarters.period_end
from explanations
inner join quarters using (quarter)
anti join reported
    on
        reported.partnership_id = 'DEMO_01'
        and explanations.indicator_id = reported.indicator_id
        and explanations.partner_id = reported.partner_id
        and explanations.quarter = reported.quarter;

insert into results by name
select
    rows_in_depth.* exclude (quarter, value),
    -- A slip of the pen, put right by the correction.
    case
        when partner_id = 'DORG_PES' and quarter = 15 and indicator_id = 'RES_PLACED' then value * 10 + 3 else value
    end as value,
    'quarter' as period_precision
from rows_in_depth
-- This report came in late, with the correction.
where partner_id <> 'DORG_01_JOB' or quarter < 16
union all by name
select
    'DEMO_01' as partnership_id,
    other_readings.* exclude (quarter),
    quarters.period_end,
    'quarter' as period_precision
from other_readings
inner join quarters using (quarter);

create or replace table corrections as
select
    rows_in_depth.* exclude (quarter),
    'quarter' as period_precision
from rows_in_depth
where (partner_id = 'DORG_PES' and quarter = 15) or (partner_id = 'DORG_01_JOB' and quarter = 16);

-- The other partnerships, each figure cut into as many statistical sectors as asked for (1: not cut). The parts of a
-- whole number are (number + 0), (number + 1) ... each divided by the number of parts and rounded down: they add up
-- to it again, and never fall while it grows.
create or replace macro results_of_others(partnership, sectors) as table
    with totals as (
        select
            partnership_id,
            indicator_id,
            partner_id,
            null as gender,
            period_end,
            value,
            numerator,
            denominator
        from reported
        where partnership_id = partnership
        union all by name
        select
            partnership_id,
            indicator_id,
            partner_id,
            gender,
            period_end,
            people as value
        from by_gender
        where partnership_id = partnership
    ),

    cut as (
        select
            * exclude (value, numerator, denominator),
            case
                when sectors > 1 then replace(partnership, 'DEMO_', 'D_S') || '_' || lpad(sector::varchar, 5, '0')
            end as area_id,
            (value::bigint + sector) // sectors as value,
            (numerator::bigint + sector) // sectors as numerator,
            (denominator::bigint + sector) // sectors as denominator
        from totals
        cross join range(sectors) as numbers (sector)
    )

    select
        partnership_id,
        indicator_id,
        partner_id,
        area_id,
        gender,
        period_end,
        'quarter' as period_precision,
        coalesce(value, round(100.0 * numerator / nullif(denominator, 0), 1)) as value,
        numerator,
        denominator,
        -- Too few people in a sector to give a share of.
        case when value is null and denominator = 0 then 'not_applicable' end as missing
    from cut
    order by all;

create or replace macro sectors_of_others(sectors) as table
    select
        replace(partnership_id, 'DEMO_', 'D_S') || '_' || lpad(sector::varchar, 5, '0') as area_id,
        municipality_code(largest) as parent_id,
        'Sector ' || sector as name_nl,
        'Secteur ' || sector as name_fr,
        'Sector ' || sector as name_en,
        'sector' as level,
        'XN' as country,
        'source' as parent_basis
    from local_partnerships
    cross join range(sectors) as numbers (sector)
    where number > 1 and stage = 'under_implementation';
