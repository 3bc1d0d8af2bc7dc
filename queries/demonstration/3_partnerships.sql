-- Question: Which partnerships does the demonstration programme have, where, with whom, and how far are they?
-- Parameters: none (reads made_municipalities, words, kinds_of_partner)
-- Columns: none (fills partnerships, organisations, partners, coverage and coverage_statistics)

-- What is remarkable about a partnership: four never applied, and a few break a rule on purpose (see docs).
create or replace table local_partnerships as
with counted as (
    select
        partnership as number,
        min(province) as province,
        count(*) as municipalities,
        arg_max(number, population) as largest,
        sum(population) as population
    from made_municipalities
    where partnership is not null and valid_from is null
    group by partnership
)

select
    number,
    partnership_code(number) as partnership_id,
    province,
    municipalities,
    case when number = 1 then 1 else largest end as largest,
    population,
    case number
        when 10 then 'area_and_needs' when 20 then 'matching' when 30 then 'area_and_needs'
        when 40 then 'partnership_formed' else 'under_implementation'
    end as stage,
    case number
        when 1 then 10 when 7 then 13 when 12 then 1 when 10 then 0 when 20 then 0 when 30 then 0
        else 3 + floor(9.4 * chance('partners ' || number))::integer
    end as partners
from counted;

insert into organisations by name
with wanted as (
    select
        local_partnerships.number,
        places.name as place,
        kinds_of_partner.*
    from local_partnerships
    inner join kinds_of_partner
        on local_partnerships.partners >= kinds_of_partner.position or kinds_of_partner.position = 13
    -- A second local authority is one of another municipality.
    inner join lateral (
        select
            coalesce(
                min(made.number) filter (
                    where kinds_of_partner.position = 8 and made.number <> local_partnerships.largest
                ),
                local_partnerships.largest
            ) as number
        from made_municipalities as made
        where made.partnership = local_partnerships.number and made.valid_to is null
    ) as seat on true
    inner join municipality_names as places on seat.number = places.number
    where
        local_partnerships.number > 1
        and kinds_of_partner.type <> 'public_employment_service'
        and (kinds_of_partner.position <= local_partnerships.partners)
)

select
    'DORG_' || lpad(number::varchar, 2, '0') || '_' || lpad(position::varchar, 2, '0') as organisation_id,
    replace(name_nl, '{}', place) as name_nl,
    replace(name_fr, '{}', place) as name_fr,
    replace(name_en, '{}', place) as name_en,
    -- The partnership that has no local authority: a cooperation of municipalities stands in for the city.
    case when number = 26 and type = 'local_authority' then 'intermunicipal_body' else type end as type
from wanted;

update organisations
set
    name_nl = replace(name_nl, '{}', place.name),
    name_fr = replace(name_fr, '{}', place.name),
    name_en = replace(name_en, '{}', place.name)
from (
    with prep_1 as (
        select number from made_municipalities
        where partnership = 1 and number > 1
    )

    select min(name) as name from municipality_names
    semi join prep_1 using (number)
) as place
where organisation_id = 'DORG_01_MUN';

update organisations
set country = 'XN';

insert into partnerships by name
select
    'DEMO' as partnership_id,
    'Lokale partnerschappen Nergenland' as name_nl,
    'Partenariats locaux du Nergenland' as name_fr,
    'Local partnerships of Nergenland' as name_en,
    'DORG_AUTHORITY' as lead_partner_id,
    'under_implementation' as stage,
    'Wie ver van de arbeidsmarkt staat lokaal vooruithelpen naar werk' as objective_nl,
    'Faire avancer localement vers l''emploi les personnes éloignées du marché du travail' as objective_fr,
    'Help people far from the labour market forward into work, locally' as objective_en
union all by name
select
    partnership_id,
    'DEMO' as parent_id,
    case when local_partnerships.number = 1 then 'Amberbron aan zet' else replace(words.nl, '{}', names.name) end
        as name_nl,
    case when local_partnerships.number = 1 then 'Amberbron en action' else replace(words.fr, '{}', names.name) end
        as name_fr,
    case when local_partnerships.number = 1 then 'Amberbron in action' else replace(words.en, '{}', names.name) end
        as name_en,
    case
        when local_partnerships.partners = 0 then null
        when local_partnerships.number = 1 then 'DORG_01_CITY'
        else 'DORG_' || lpad(local_partnerships.number::varchar, 2, '0') || '_01'
    end as lead_partner_id,
    stage,
    'In ' || names.name || ' en omgeving mensen bereiken, versterken en naar werk begeleiden' as objective_nl,
    'À '
    || names.name
    || ' et environs, atteindre des personnes, les renforcer et les mener à l''emploi' as objective_fr,
    'Reach people in and around ' || names.name || ', build their strength and coach them into work' as objective_en
from local_partnerships
inner join municipality_names as names on local_partnerships.largest = names.number
inner join words on words.kind = 'partnership' and words.position = local_partnerships.number % 4 + 1;

update partnerships
set
    programme = 'ESF+ Nergenland',
    fund = 'ESF+',
    theme = 'Social inclusion',
    data_status = 'demonstration';

update partnerships
set
    start_date = date '2022-04-01',
    start_precision = 'day',
    end_date = date '2027-09-30',
    end_precision = 'day',
    duration_months_stated = 66,
    reporting_interval_months = 3,
    grant_rate_percent = case when parent_id is not null then 60 end,
    transnational_share_percent = case when partnership_id = 'DEMO_01' then 5 end,
    legal_form = case when parent_id is not null then 'Feitelijke vereniging' end
where stage = 'under_implementation';

insert into partners by name
select
    local_partnerships.partnership_id,
    case
        when kinds.type = 'public_employment_service' then 'DORG_PES'
        else 'DORG_' || lpad(number::varchar, 2, '0') || '_' || lpad(kinds.position::varchar, 2, '0')
    end as organisation_id,
    case kinds.position when 1 then 'lead_partner' when 2 then 'mandatory_partner' else 'partner' end as role,
    kinds.responsibility_nl,
    kinds.responsibility_fr,
    kinds.responsibility_en,
    stage = 'under_implementation' and kinds.position <= 6 as reports,
    case
        when kinds.position <= 5 then date '2022-04-01'
        else date '2022-07-01' + to_months(3 * (kinds.position % 4)::integer)
    end as date_joined
from local_partnerships
inner join kinds_of_partner as kinds
    on
        kinds.position <= local_partnerships.partners
        -- The one without the employment service.
        and not (local_partnerships.number = 19 and kinds.type = 'public_employment_service')
where local_partnerships.number > 1;

insert into partners by name
select
    partnership_id,
    'DORG_COACH_' || (number % 4 + 1) as organisation_id,
    'quality_coach' as role,
    'Bezoekt elk jaar en volgt de verbeterpunten op' as responsibility_nl,
    'Visite chaque année et suit les points d''amélioration' as responsibility_fr,
    'Visits every year and follows up the improvements' as responsibility_en,
    false as reports,
    date '2022-10-01' as date_joined
from local_partnerships
where number > 1 and stage = 'under_implementation';

insert into coverage by name
select
    partnership_code(partnership) as partnership_id,
    municipality_code(number) as area_id,
    'member' as role,
    valid_from,
    valid_to
from made_municipalities
where partnership is not null
union all by name
select
    'DEMO_01' as partnership_id,
    'D_N' || lpad(number::varchar, 2, '0') as area_id,
    case when number = 1 then 'centre' when number <= 6 then 'priority' else 'peer' end as role
from range(1, 9) as numbers (number)
union all by name
select
    'DEMO_01' as partnership_id,
    'D_DISTRICT' as area_id,
    'district' as role
union all by name
select
    'DEMO' as partnership_id,
    'D_PROV_5' as area_id,
    'exception' as role;

insert into coverage_statistics by name
select
    *,
    'DEMO' as partnership_id,
    case when statistic_id = 'DEMO_COFIN_MIN_EXCEPTION' then 'D_PROV_5' else 'D_NERGENLAND' end as area_id,
    case when unit = 'local_authorities' then date '2024-12-31' else date '2026-09-30' end as as_of
from (
    values
    (
        'DEMO_LOCAL_AUTH_COMMITTED', 'municipalities', 'Lokale besturen die meedoen', 'Pouvoirs locaux participants',
        'Local authorities that take part', 279, 300, 'local_authorities'
    ),
    (
        'DEMO_PARTNERSHIPS',
        'partnerships',
        'Lokale partnerschappen',
        'Partenariats locaux',
        'Local partnerships',
        44,
        null,
        'partnerships'
    ),
    (
        'DEMO_APPLIED',
        'applied',
        'Partnerschappen met een aanvraag',
        'Partenariats candidats',
        'Partnerships that applied',
        40, 44, 'partnerships'
    ),
    (
        'DEMO_APPROVED', 'approved', 'Goedgekeurde partnerschappen', 'Partenariats approuvés', 'Partnerships approved',
        40, 40, 'partnerships'
    ),
    (
        'DEMO_STARTED', 'started', 'Opgestarte partnerschappen', 'Partenariats démarrés', 'Partnerships started',
        40, 40, 'partnerships'
    ),
    (
        'DEMO_MIN_PARTNERS',
        'fewest_partners',
        'Minste partners in een partnerschap',
        'Plus petit nombre de partenaires',
        'Fewest partners in a partnership', 2, null, 'partners'
    ),
    (
        'DEMO_MAX_PARTNERS', 'most_partners', 'Meeste partners in een partnerschap', 'Plus grand nombre de partenaires',
        'Most partners in a partnership', 12, null, 'partners'
    ),
    (
        'DEMO_COFIN_MIN', null, 'Minimale cofinanciering', 'Cofinancement minimal', 'Minimum co-financing',
        30, null, 'percent'
    ),
    (
        'DEMO_COFIN_MIN_EXCEPTION', null, 'Minimale cofinanciering in de uitzonderingsprovincie',
        'Cofinancement minimal dans la province d''exception', 'Minimum co-financing in the exception province',
        20, null, 'percent'
    )
) as statistics (statistic_id, counted, name_nl, name_fr, name_en, value, out_of, unit);
