-- Question: Which provinces, municipalities and neighbourhoods does the demonstration region have?
-- Parameters: none (reads words, drawn_municipalities, drawn_boundaries)
-- Columns: none (fills areas and boundaries)
create or replace table municipality_names as
select
    numbers.number,
    case when numbers.number = 1 then 'Amberbron' else starts.nl || ends.nl end as name
from range(1, 315) as numbers (number)
-- Every number its own pair of words: 7 and the number of pairs have no divisor in common.
inner join words as starts on starts.kind = 'place_start' and starts.position = (7 * numbers.number) % 390 // 15 + 1
inner join words as ends on ends.kind = 'place_end' and ends.position = (7 * numbers.number) % 390 % 15 + 1;

create or replace table made_municipalities as
with before_mergers as (
    select
        number,
        province,
        partnership,
        merged_into,
        round(exp(9.2 + 1.1 * chance('population ' || number)) * 1.4)::bigint as population
    from drawn_municipalities
)

select
    number,
    province,
    partnership,
    merged_into,
    population,
    null::date as valid_from,
    case when merged_into is not null then date '2024-12-31' end as valid_to
from before_mergers
union all
select
    merged_into as number,
    min(province) as province,
    min(partnership) as partnership,
    null as merged_into,
    sum(population) as population,
    date '2025-01-01' as valid_from,
    null as valid_to
from before_mergers
where merged_into is not null
group by merged_into;

insert into areas by name
select
    'D_NERGENLAND' as area_id,
    'Nergenland' as name_nl,
    'Nergenland' as name_fr,
    'Nergenland' as name_en,
    'region' as level,
    'An invented region; it lies in the middle of the sea, where nobody lives.' as note
union all by name
select
    'D_PROV_' || position as area_id,
    'D_NERGENLAND' as parent_id,
    nl as name_nl,
    fr as name_fr,
    en as name_en,
    'province' as level,
    '9' || position || '000' as official_code
from words
where kind = 'province'
union all by name
select
    'D_DISTRICT' as area_id,
    'D_PROV_1' as parent_id,
    'Arrondissement Amberbron' as name_nl,
    'Arrondissement d''Amberbron' as name_fr,
    'District of Amberbron' as name_en,
    'district' as level,
    sum(population) as population
from made_municipalities
where partnership = 1 and number > 1;

insert into areas by name
select
    municipality_code(number) as area_id,
    'D_PROV_' || province as parent_id,
    name as name_nl,
    name as name_fr,
    name as name_en,
    'municipality' as level,
    '9' || province || lpad(number::varchar, 3, '0') as official_code,
    valid_from,
    valid_to,
    municipality_code(merged_into) as successor_id,
    population
from made_municipalities
inner join municipality_names using (number);

insert into areas by name
select
    'D_N' || lpad(position::varchar, 2, '0') as area_id,
    'D_M001' as parent_id,
    nl as name_nl,
    fr as name_fr,
    en as name_en,
    case when position = 1 then 'city_centre' else 'neighbourhood' end as level,
    '91001-' || lpad(position::varchar, 2, '0') as official_code,
    round(6800 * spread(0.45, 'neighbourhood ' || position))::bigint as population
from words
where kind = 'neighbourhood';

-- The city is what its neighbourhoods are together.
update areas
set
    population = (
        select sum(population) from areas
        where parent_id = 'D_M001'
    )
where area_id = 'D_M001';

update areas
set
    population = population + (
        select population from areas
        where area_id = 'D_M001'
    )
where area_id = 'D_DISTRICT';

update areas
set
    country = 'XN',
    parent_basis = case when parent_id is not null then 'source' end;

insert into boundaries by name
select
    case split_part(area, ' ', 1)
        when 'province' then 'D_PROV_' || split_part(area, ' ', 2)
        when 'municipality' then municipality_code(split_part(area, ' ', 2))
        else 'D_N' || lpad(split_part(area, ' ', 2), 2, '0')
    end as area_id,
    geometry
from drawn_boundaries;
