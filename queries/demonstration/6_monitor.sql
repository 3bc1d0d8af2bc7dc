-- Question: How are the neighbourhoods and municipalities of the demonstration region doing, year after year?
-- Parameters: none (reads areas, indicators, monitor_levels)
-- Columns: none (fills area_values)

-- How hard life is in a place: about 1.5 in the priority neighbourhoods, 1 on average.
create or replace table hardship as
select
    area_id,
    population,
    level,
    case
        when area_id = 'D_N01' then 0.85
        when area_id between 'D_N02' and 'D_N06' then 1.35 + 0.5 * chance('hardship ' || area_id)
        when area_id between 'D_N07' and 'D_N08' then 1.2 + 0.2 * chance('hardship ' || area_id)
        when level = 'municipality' then 0.55 + 0.6 * chance('hardship ' || area_id)
        else 0.6 + 0.4 * chance('hardship ' || area_id)
    end as hardship,
    -- Four of the five improve faster than the city since the partnership began; the fifth gets worse.
    case
        when area_id between 'D_N02' and 'D_N05' then -0.03 when area_id = 'D_N06' then 0.04
        else 0.015 * (2 * chance('trend ' || area_id) - 1)
    end as trend,
    valid_from,
    valid_to
from areas
where level in ('municipality', 'neighbourhood', 'city_centre');

create or replace table monitor_years as
select
    make_date(year::integer, 12, 31) as period_end,
    year
from range(2018, 2026) as years (year);

create or replace table drawn_counts as
select
    indicators.indicator_id,
    hardship.area_id,
    monitor_years.period_end,
    monitor_years.year,
    indicators.multiplier,
    case when indicators.measure = 'ratio' then round(hardship.population * monitor_levels.part_of_people) end
        as denominator,
    greatest(0, round(
        hardship.population * monitor_levels.part_of_people
        * monitor_levels.share
        * pow(hardship.hardship, monitor_levels.sensitivity)
        * (
            1
            + monitor_levels.yearly * (year - 2018)
            + sign(monitor_levels.sensitivity) * hardship.trend * greatest(0, year - 2021)
            * 1.6 * chance(concat_ws(' ', 'trend', indicators.indicator_id, hardship.area_id))
        )
        * spread(0.05, concat_ws(' ', indicators.indicator_id, hardship.area_id))
        * spread(0.035, concat_ws(' ', indicators.indicator_id, hardship.area_id, year))
        * case when indicators.indicator_id = 'MON_INTERNET' and year < 2021 then 1.35 else 1 end
    )) as numerator
from hardship
inner join indicators
    on
        indicators.kind = 'context'
        and (indicators.level = 'region') = (hardship.level = 'municipality')
        -- What follows from other counts comes below.
        and indicators.indicator_id not in ('MON_INCOME', 'MON_WORKING', 'MON_N_LONG_TERM')
inner join monitor_levels on indicators.indicator_id = monitor_levels.indicator_id
inner join monitor_years
    on
        monitor_years.period_end >= coalesce(hardship.valid_from, monitor_years.period_end)
        and monitor_years.period_end <= coalesce(hardship.valid_to, monitor_years.period_end);

-- Who neither looks for work nor stays out of it is at work, and the same long-term jobseekers are counted once.
create or replace table counted as
select * from drawn_counts
union all by name
select
    'MON_WORKING' as indicator_id,
    area_id,
    period_end,
    year,
    any_value(multiplier) as multiplier,
    max(denominator) as denominator,
    max(denominator) - sum(numerator) as numerator
from drawn_counts
where indicator_id in ('MON_SEEKERS', 'MON_INACTIVE')
group by area_id, period_end, year
union all by name
select
    'MON_N_LONG_TERM' as indicator_id,
    area_id,
    period_end,
    year,
    numerator
from drawn_counts
where indicator_id = 'MON_LONG_TERM';

insert into area_values by name
with city as (
    select
        indicator_id,
        'D_M001' as area_id,
        period_end,
        year,
        any_value(multiplier) as multiplier,
        sum(denominator) as denominator,
        sum(numerator) as numerator
    from counted
    where starts_with(area_id, 'D_N')
    group by indicator_id, period_end, year
),

-- The district is the city and the quieter places around it.
times as (
    select
        max(population) filter (where area_id = 'D_DISTRICT')
        / max(population) filter (where area_id = 'D_M001') as larger
    from areas
),

district as (
    select
        city.* replace (
            'D_DISTRICT' as area_id,
            round(denominator * times.larger) as denominator,
            round(numerator * times.larger * case
                when indicator_id = 'MON_WORKING' then 1.03
                else 0.8 + 0.15 * chance('district ' || replace(indicator_id, '_N_', '_'))
            end) as numerator
        )
    from city
    cross join times
),

everything as (
    select * from counted
    union all by name
    select * from city
    union all by name
    select * from district
)

select
    indicator_id,
    area_id,
    period_end,
    case when denominator is null then numerator else round(multiplier * numerator / denominator, 2) end as value,
    case when denominator is not null then numerator end as numerator,
    denominator
from everything;

-- The median income comes with its own margin, and only for areas with enough households.
insert into area_values by name
select
    'MON_INCOME' as indicator_id,
    area_id,
    period_end,
    round(28500 * pow(hardship, -0.35) * (1 + 0.022 * (year - 2018)) * spread(0.01, area_id || year), -1) as value,
    round(0.97 * value, -1) as lower,
    round(1.03 * value, -1) as upper
from hardship
cross join monitor_years
where level <> 'municipality'
union all by name
select
    'MON_INCOME' as indicator_id,
    area_id,
    period_end,
    round(level * (1 + 0.022 * (year - 2018)) * spread(0.004, area_id || year), -1) as value,
    round(0.99 * value, -1) as lower,
    round(1.01 * value, -1) as upper
from (values ('D_M001', 27900), ('D_DISTRICT', 30200)) as places (area_id, level)
cross join monitor_years;

-- What the source does not give: small numbers are hidden, and tax figures come two years late.
update area_values
set value = null, numerator = null, denominator = null, lower = null, upper = null, missing = 'hidden'
where
    (indicator_id = 'MON_EARLY_LEAVERS' and area_id in ('D_N12', 'D_N14') and period_end >= date '2022-12-31')
    or (indicator_id = 'MON_N_SINGLE_PARENTS' and area_id = 'D_N14');

update area_values
set value = null, numerator = null, denominator = null, lower = null, upper = null, missing = 'not_due'
where indicator_id in ('MON_LOW_INCOME', 'MON_INCOME') and period_end >= date '2024-12-31';

update area_values
set value = null, numerator = null, denominator = null, missing = 'missing'
where indicator_id = 'MON_NUISANCE' and period_end = date '2020-12-31';

update area_values
set note = 'Break in the series: before 2021 the survey asked for a fixed line, since 2021 for any connection.'
where indicator_id = 'MON_INTERNET' and period_end = date '2021-12-31';
