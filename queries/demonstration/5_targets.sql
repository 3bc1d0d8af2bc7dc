-- Question: What was promised in the demonstration: by partners, in the application, by the programme and by policy?
-- Parameters: none (reads courses_of_all, reported, local_partnerships)
-- Columns: none (fills targets and target_milestones)

-- The target that leads to the pace that the course of things asks for, in round numbers. 1,461 of 1,826 days had
-- passed by the default last day.
create or replace macro promised(reached, pace, spent) as
case
    when reached / pace / spent < 20 then greatest(1, round(reached / pace / spent))
    when reached / pace / spent < 200 then 5 * round(reached / pace / spent / 5)
    else 10 * round(reached / pace / spent / 10)
end;

create or replace table time_spent as
select
    (date '2026-09-30' - date '2022-09-30')
    / (date '2027-09-30' - date '2022-09-30') as spent;

create or replace table reached_so_far as
select
    partnership_id,
    indicator_id,
    partner_id,
    case when any_value(measure) = 'flow' then sum(value) else arg_max(value, quarter) end as reached
from reported
group by all;

insert into targets by name
with partner_targets as (
    select
        courses_of_all.partnership_id,
        courses_of_all.indicator_id,
        'partner' as tier,
        courses_of_all.partner_id,
        courses_of_all.baseline,
        coalesce(courses_of_all.target, promised(reached_so_far.reached, courses_of_all.pace, spent)) as value,
        courses_of_all.tolerance,
        courses_of_all.due_date
    from courses_of_all
    left join reached_so_far using (partnership_id, indicator_id, partner_id)
    cross join time_spent
    where courses_of_all.partnership_id = 'DEMO_01' and (courses_of_all.target is not null or pace is not null)
),

-- The application promised a little more or less than the partners together.
application as (
    select
        partnership_id,
        indicator_id,
        'project_application' as tier,
        10 * round(sum(value) * (1.02 + 0.2 * chance('application ' || indicator_id)) / 10) as value
    from partner_targets
    where
        indicator_id in (
            'RES_VISITS', 'RES_CONTACTS', 'RES_REACHED', 'RES_COACHED', 'RES_TRAINING', 'RES_HOURS', 'RES_PLACED'
        )
    group by partnership_id, indicator_id
),

of_others as (
    select
        partnership_id,
        indicator_id,
        'project_application' as tier,
        case when bool_or(denominator is null) then sum(baseline) else max(baseline) end as baseline,
        coalesce(
            case when bool_or(denominator is null) then sum(target) else max(target) end,
            promised(
                sum(reached_so_far.reached),
                0.5
                + 0.4
                * (
                    chance('pace ' || indicator_id || partnership_id)
                    + chance('luck ' || indicator_id || partnership_id)
                ),
                any_value(spent)
            )
        ) as value
    from courses_of_all
    left join reached_so_far using (partnership_id, indicator_id, partner_id)
    cross join time_spent
    where partnership_id <> 'DEMO_01'
    group by partnership_id, indicator_id
)

select * from partner_targets
union all by name
select * from application
union all by name
select * from of_others
union all by name
select
    'DEMO_01' as partnership_id,
    'RES_UNIQUE' as indicator_id,
    'project_application' as tier,
    700 as value
union all by name
select
    'DEMO_01' as partnership_id,
    *
from (
    values ('RES_PLACED', 'programme', 400), ('RES_SUSTAINED', 'programme', 60), ('RES_REACHED', 'programme', 3000)
) as programme (indicator_id, tier, value)
union all by name
-- For parts of the area and of the people: three neighbourhoods and five groups.
select
    'DEMO_01' as partnership_id,
    indicator_id,
    'project_application' as tier,
    area_id,
    target_group_id,
    value
from (
    values
    ('RES_REACHED', 'D_N02', null, 440), ('RES_REACHED', 'D_N03', null, 340), ('RES_REACHED', 'D_N04', null, 260),
    ('RES_REACHED', 'D_N05', null, 240), ('RES_REACHED', 'D_N06', null, 220),
    ('RES_PLACED', 'D_N02', null, 90), ('RES_PLACED', 'D_N03', null, 60),
    ('RES_REACHED', null, 'DTG_LONG_TERM', 1000), ('RES_REACHED', null, 'DTG_YOUNG', 480),
    ('RES_REACHED', null, 'DTG_MIGRANT_WOMEN', 420), ('RES_REACHED', null, 'DTG_SINGLE_PARENTS', 380),
    ('RES_REACHED', null, 'DTG_LOW_SKILLED', 1150), ('RES_REACHED', null, 'DTG_DISABILITY', 260),
    ('RES_COACHED', null, 'DTG_LONG_TERM', 460), ('RES_COACHED', null, 'DTG_MIGRANT_WOMEN', 180),
    ('RES_COACHED', null, 'DTG_YOUNG', 190), ('RES_PLACED', null, 'DTG_LONG_TERM', 200),
    ('RES_PLACED', null, 'DTG_MIGRANT_WOMEN', 90), ('RES_PLACED', null, 'DTG_YOUNG', 110)
) as parts (indicator_id, area_id, target_group_id, value)
union all by name
-- What policy wants for the region and for its neighbourhoods.
select
    'DEMO' as partnership_id,
    indicator_id,
    'policy_region' as tier,
    baseline,
    value,
    due_date::date as due_date
from (
    values
    ('MON_WORKING', 66, 76, '2030-12-31'), ('MON_SEEKERS', 9, 5, '2030-12-31'),
    ('MON_EARLY_LEAVERS', 13, 5.2, '2030-12-31'), ('MON_LOW_INCOME', 18, 12, '2030-12-31'),
    ('MON_INTERNET', 14, 3, '2028-12-31')
) as policy (indicator_id, baseline, value, due_date);

update targets
set
    start_date = case when tier = 'policy_region' then date '2020-01-01' else date '2022-10-01' end,
    due_date = coalesce(due_date, date '2027-09-30'),
    due_precision = 'day';

-- Starts after the project: nothing is due yet.
update targets
set start_date = date '2027-01-01'
where indicator_id = 'RES_AFTERCARE';

-- A slow first year, then faster: what is to be reached each year.
insert into target_milestones by name
select
    partnership_id,
    indicator_id,
    tier,
    partner_id,
    milestone.day as milestone_date,
    round(value * milestone.share) as value
from targets
cross join (
    values
    (date '2023-09-30', 0.16), (date '2024-09-30', 0.36), (date '2025-09-30', 0.58), (date '2026-09-30', 0.8)
) as milestone (day, share)
where
    partnership_id = 'DEMO_01'
    and tier in ('partner', 'project_application')
    and area_id is null
    and target_group_id is null
    and indicator_id in ('RES_VISITS', 'RES_REACHED', 'RES_COACHED', 'RES_PLACED');
