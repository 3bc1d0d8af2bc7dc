"""Outlines of areas: read from GeoJSON in any projection, mended or refused with a finding, and light when stored."""

import json
import math

import pyproj
import pytest
import shapely

from peil.errors import ContractError, UnreadableFile
from peil.exporting import export_package
from peil.importing import reading
from peil.importing.gate import Options, import_path
from tests.importing.conftest import places, reading_little, rows, rules, write_package

AREAS = (
    "area_id,parent_id,name_nl,name_fr,name_en,level,official_code\n"
    "WEST,KORTRIJK,Westwijk,Ouest,West,neighbourhood,34022W01\n"
    "OOST,KORTRIJK,Oostwijk,Est,East,neighbourhood,34022W02\n"
)
# Two squares of about 700 m side by side, in the west of Belgium.
SIDE = 0.01
WEST, OOST = (3.20, 50.80), (3.20 + SIDE, 50.80)


def square(corner, side=SIDE):
    x, y = corner
    return [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]


def feature(ring, kind="Polygon", **properties):
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": [ring]}}


def collection(*features, **members):
    return json.dumps({"type": "FeatureCollection", "features": features} | members)


TWO = (feature(square(WEST), code="34022W01"), feature(square(OOST), code="34022W02"))


def projected(ring, projection):
    transformer = pyproj.Transformer.from_crs("EPSG:4326", projection, always_xy=True)
    return [list(transformer.transform(*point)) for point in ring]


@pytest.fixture
def areas(hand_in):
    """The database knows two neighbourhoods."""
    assert hand_in(AREAS, name="areas.csv").submission_id == 2


@pytest.fixture
def stored(store):
    """``{area: outline}`` as it is stored."""
    return lambda: {
        area: shapely.from_geojson(text) for area, text in rows(store, "select area_id, geometry from boundaries")
    }


# --- Which area a feature is ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["wijken.geojson", "wijken.json", "WIJKEN.GEOJSON"])
def test_a_feature_collection_becomes_boundaries(store, hand_in, areas, name):
    outcome = hand_in(collection(*TWO), name=name)
    assert (outcome.submission_id, outcome.rows, outcome.warnings) == (3, {"boundaries": 2}, 0)
    stored = rows(store, "select area_id, source_row, geometry from boundaries order by source_row")
    assert [row[:2] for row in stored] == [("WEST", 1), ("OOST", 2)]
    assert json.loads(stored[0][2]) == {
        "type": "Polygon",
        "coordinates": [[[3.2, 50.8], [3.21, 50.8], [3.21, 50.81], [3.2, 50.81], [3.2, 50.8]]],
    }
    assert rows(store, "select table_name, file_name, row_count from submission_files where submission_id = 3") == [
        ("boundaries", name, 2)
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"wijk": "WEST"}, {"wijk": "oost"}),
        ({"code": "34022W01"}, {"code": "34022W02"}),
        ({"naam": "Westwijk"}, {"naam": "Oostwijk"}),
        ({"nom": "Ouest"}, {"nom": "Est"}),
        # The municipality is an area too, but the same one for both; a name that only one has tells less.
        ({"gemeente": "Kortrijk", "naam": "West", "other": None}, {"gemeente": "Kortrijk", "naam": "East", "n": {}}),
        ({"short": "WEST", "code": "34022W01"}, {"short": "O", "code": "34022W02"}),
    ],
)
def test_the_property_that_tells_areas_apart_is_found(stored, hand_in, areas, first, second):
    assert hand_in(
        collection(feature(square(WEST), **first), feature(square(OOST), **second)), name="x.geojson"
    ).submission_id
    assert sorted(stored()) == ["OOST", "WEST"]


def test_the_id_of_a_feature_counts_as_a_property(stored, hand_in, areas):
    features = [TWO[0] | {"id": "WEST", "properties": None}, TWO[1] | {"id": "OOST", "properties": {}}]
    assert hand_in(collection(*features), name="x.geojson").submission_id
    assert sorted(stored()) == ["OOST", "WEST"]


def test_codes_that_lost_their_zero_are_told_as_a_repair(store, hand_in):
    codes = AREAS.replace("34022W01", "02000").replace("34022W02", "04000")
    assert not hand_in(codes, name="areas.csv").refused
    features = (feature(square(WEST), code=2000), feature(square(OOST), code="04000"))
    outcome = hand_in(collection(*features), name="x.geojson")
    assert (outcome.rows, outcome.warnings) == ({"boundaries": 2}, 0)
    assert places(outcome, "padded_codes") == [(None, "code", "1")]


def test_an_unknown_area_is_told_with_its_property_and_feature(store, hand_in, areas):
    outcome = hand_in(collection(*TWO, feature(square((3.3, 50.8)), code="34022W99")), name="x.geojson")
    assert outcome.refused
    assert places(outcome, "unknown_area") == [(3, "code", "34022W99")]
    assert "official_code" in outcome.findings.loc[outcome.findings["rule"] == "unknown_area", "mend"].iloc[0]
    assert rows(store, "select count(*) from boundaries") == [(0,)]


def test_no_property_stands_for_an_area(hand_in, areas):
    nasty = {"fid": 1, "naam": "<script>alert(1)</script>", "'); drop table areas; --": "\ud800", "tel": ["WEST"]}
    outcome = hand_in(collection(feature(square(WEST), **nasty)), name="x.geojson")
    assert outcome.refused
    assert places(outcome, "no_area_property") == [(None, None, "fid, naam, '); drop table areas; --")]


def test_two_properties_that_disagree(hand_in, areas):
    outcome = hand_in(collection(feature(square(WEST), code="34022W01", other="34022W02")), name="x.geojson")
    assert places(outcome, "two_area_properties") == [(None, None, "code, other")]


def test_the_same_area_twice(hand_in, areas):
    outcome = hand_in(collection(*TWO, feature(square((3.3, 50.8)), code="34022W01")), name="x.geojson")
    assert outcome.refused
    assert [row for row, _, _ in places(outcome, "duplicate_key")] == [1, 3]


def test_a_package_with_areas_and_their_boundaries(store, stored, tmp_path):
    package = write_package(tmp_path / "package", {"areas": AREAS})
    (package / "wijken.geojson").write_text(collection(*TWO), encoding="utf-8")
    resources = [{"name": "boundaries", "path": "wijken.geojson"}, {"name": "areas", "path": "areas.csv"}]
    (package / "datapackage.json").write_text(json.dumps({"name": "test", "resources": resources}))
    assert import_path(store, package).rows == {"boundaries": 2, "areas": 2}
    assert sorted(stored()) == ["OOST", "WEST"]


def test_geojson_is_no_other_table(hand_in, areas):
    assert hand_in(collection(*TWO), name="x.geojson", table="results").refused


# --- Projections ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("projection", ["EPSG:31370", "EPSG:3812", "EPSG:3857"])
@pytest.mark.parametrize("named", [True, False])
def test_projections_of_belgium(stored, hand_in, areas, projection, named):
    features = [
        feature(projected(square(WEST), projection), code="34022W01"),
        feature(projected(square(OOST), projection), code="34022W02"),
    ]
    name = f"urn:ogc:def:crs:{projection.replace(':', '::')}"
    members = {"crs": {"type": "name", "properties": {"name": name}}} if named else {}
    assert hand_in(collection(*features, **members), name="x.geojson").warnings == 0
    west, south, east, north = stored()["WEST"].bounds
    # Within two metres of where it was.
    assert (west, south, east, north) == pytest.approx((3.20, 50.80, 3.21, 50.81), abs=2e-5)


def test_the_published_example_of_lambert_72(stored, hand_in, areas):
    # IOGP Guidance Note 7-2, Lambert Conic Conformal (2SP Belgium): 50°40'46.461" N, 5°48'26.533" E on Belge 1972,
    # which is less than 150 m from the same degrees in WGS 84.
    x, y = 251_763.20, 153_034.13
    ring = [[x, y], [x + 500, y], [x + 500, y + 500], [x, y + 500], [x, y]]
    assert hand_in(collection(feature(ring, code="34022W01")), name="x.geojson").warnings == 0
    west, south, _, _ = stored()["WEST"].bounds
    assert (west, south) == pytest.approx((5 + 48 / 60 + 26.533 / 3600, 50 + 40 / 60 + 46.461 / 3600), abs=0.002)


@pytest.mark.parametrize("name", ["EPSG:4326", "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4258"])
def test_degrees_that_are_named(stored, hand_in, areas, name):
    named = {"type": "name", "properties": {"name": name}}
    assert hand_in(collection(*TWO, crs=named), name="x.geojson").submission_id
    assert stored()["WEST"].bounds == pytest.approx((3.20, 50.80, 3.21, 50.81))


@pytest.mark.parametrize(
    ("ring", "name", "rule"),
    [
        (projected(square(WEST), "EPSG:25831"), None, "unknown_projection"),
        ([[1e9, 1e9], [2e9, 1e9], [2e9, 2e9], [1e9, 1e9]], None, "unknown_projection"),
        (square(WEST), "EPSG:31370", "other_projection"),
        (projected(square(WEST), "EPSG:31370"), "EPSG:4326", "other_projection"),
        (projected(square(WEST), "EPSG:3812"), "EPSG:31370", "other_projection"),
        (square(WEST), "EPSG:nonsense", "unknown_projection_name"),
    ],
)
def test_projections_that_cannot_be(store, hand_in, areas, ring, name, rule):
    members = {"crs": {"type": "name", "properties": {"name": name}}} if name else {}
    outcome = hand_in(collection(feature(ring, code="34022W01"), **members), name="x.geojson")
    assert outcome.refused
    assert rule in rules(outcome)
    assert rows(store, "select count(*) from boundaries") == [(0,)]


def test_the_range_that_was_seen_is_told(hand_in, areas):
    ring = [[501000, 5600000], [502000, 5600000], [502000, 5601000], [501000, 5600000]]
    outcome = hand_in(collection(feature(ring, code="34022W01")), name="x.geojson")
    assert places(outcome, "unknown_projection") == [(None, None, "x 501000 – 502000, y 5600000 – 5601000")]


def test_latitude_before_longitude(hand_in, areas):
    exchanged = [[y, x] for x, y in square(WEST)]
    outcome = hand_in(collection(feature(exchanged, code="34022W01")), name="x.geojson")
    assert outcome.refused
    assert places(outcome, "coordinates_exchanged") == [(1, "geometry", "x 50.8 – 50.81, y 3.2 – 3.21")]


# --- Outlines -------------------------------------------------------------------------------------------------------


def test_a_ring_without_its_last_point_is_closed_with_a_warning(stored, hand_in, areas):
    outcome = hand_in(collection(feature(square(WEST)[:-1], code="34022W01")), name="x.geojson")
    assert outcome.submission_id == 3
    assert places(outcome, "ring_closed") == [(1, "geometry", "3.2 50.8")]
    assert stored()["WEST"].bounds == pytest.approx((3.20, 50.80, 3.21, 50.81))
    assert stored()["WEST"].area == pytest.approx(SIDE**2)


def test_a_ring_that_misses_a_piece_is_refused(hand_in, areas):
    outcome = hand_in(collection(feature([[3.2, 50.8], [3.201, 50.8], [3.21, 50.81]], code="34022W01")), name="x.json")
    assert outcome.refused
    assert places(outcome, "ring_open") == [(1, "geometry", "3.2 50.8 … 3.21 50.81")]


def test_a_ring_that_crosses_itself_is_mended_with_a_warning(stored, hand_in, areas):
    bow_tie = [[3.2, 50.8], [3.21, 50.81], [3.21, 50.8], [3.2, 50.81], [3.2, 50.8]]
    outcome = hand_in(collection(feature(bow_tie, code="34022W01")), name="x.geojson")
    assert rules(outcome) == {"outline_mended": 1}
    outline = stored()["WEST"]
    assert outline.is_valid
    assert outline.geom_type == "MultiPolygon"
    assert outline.area == pytest.approx(SIDE**2 / 2, rel=0.01)


NO_OUTLINES = [
    (None, "no_outline"),
    ({}, "no_outline"),
    ({"type": "Polygon", "coordinates": []}, "no_outline"),
    ({"type": "MultiPolygon", "coordinates": [[[]]]}, "no_outline"),
    ({"type": "Point", "coordinates": [3.2, 50.8]}, "not_an_outline"),
    ({"type": "LineString", "coordinates": square(WEST)}, "not_an_outline"),
    (
        {
            "type": "GeometryCollection",
            "geometries": [
                {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "coordinates": [square(WEST)]}]}
            ],
        },
        "not_an_outline",
    ),
    ({"type": "Blob"}, "not_geojson"),
    ([1, 2], "not_geojson"),
    ({"type": "Polygon"}, "not_geojson"),
    ({"type": "Polygon", "coordinates": 5}, "not_geojson"),
    ({"type": "Polygon", "coordinates": square(WEST)}, "not_geojson"),
    ({"type": "Polygon", "coordinates": [[["3.2", "50.8"]] * 4]}, "not_geojson"),
    ({"type": "Polygon", "coordinates": [[[3.2, 50.8], [3.3, None], [3.3, 50.9], [3.2, 50.8]]]}, "not_geojson"),
    ({"type": "Polygon", "coordinates": [[[3.2, 50.8], [3.3], [3.3, 50.9], [3.2, 50.8]]]}, "not_geojson"),
    ({"type": "Polygon", "coordinates": [[[3.2, 50.8], [math.nan, 50], [3.3, 50.9], [3.2, 50.8]]]}, "not_geojson"),
    ({"type": "Polygon", "coordinates": [[[3.2, 50.8], [math.inf, 50], [3.3, 50.9], [3.2, 50.8]]]}, "not_geojson"),
    ({"type": "Polygon", "coordinates": [[[3.2, 50.8], [10**400, 50], [3.3, 50.9], [3.2, 50.8]]]}, "not_geojson"),
    ({"type": "Polygon", "coordinates": [[[3.2, 50.8], [3.21, 50.8], [3.2, 50.8]]]}, "not_geojson"),
    (
        {"type": "Polygon", "coordinates": [[[3.2, 50.8], [3.21, 50.8], [3.22, 50.8], [3.2, 50.8]]]},
        "outline_broken",
    ),
    ({"type": "Polygon", "coordinates": [[[3.2, 50.8]] * 4]}, "outline_broken"),
]


def test_what_is_no_outline_is_refused(store, hand_in, areas):
    wrong = [{"type": "Feature", "properties": {}, "geometry": geometry} for geometry, _ in NO_OUTLINES]
    outcome = hand_in(collection(TWO[1], *wrong), name="x.geojson")
    assert outcome.refused
    told = outcome.findings[outcome.findings["field"] == "geometry"].set_index("source_row")["rule"]
    assert told.to_dict() == {row: rule for row, (_, rule) in enumerate(NO_OUTLINES, start=2)}
    # Each feature lacks its area too, and both are told at once.
    assert set(rules(outcome)) == {*told, "unknown_area"}
    assert rows(store, "select count(*) from boundaries") == [(0,)]


def test_features_that_are_none(hand_in, areas):
    assert hand_in(collection(None, 5, "x", []), name="x.geojson").refused


def test_heights_are_left_out_and_holes_and_islands_kept(stored, hand_in, areas):
    high = [[*point, 12.5] for point in square(WEST)]
    hole = square((3.203, 50.803), 0.002)
    islands = {
        "type": "MultiPolygon",
        "coordinates": [[square(OOST, 0.004)], [square((3.215, 50.805), 0.004)]],
    }
    first = feature(high, code="34022W01")
    first["geometry"]["coordinates"].append([[*point, 0] for point in hole])
    assert hand_in(collection(first, TWO[1] | {"geometry": islands}), name="x.geojson").warnings == 0
    outlines = stored()
    assert not outlines["WEST"].has_z
    assert len(outlines["WEST"].interiors) == 1
    assert len(outlines["OOST"].geoms) == 2


# --- Files ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(stored, hand_in, areas, encoding):
    text = collection(*TWO, note="é").replace("\\u00e9", "é")
    assert hand_in(text.encode(encoding), name="x.geojson").submission_id == 3
    assert len(stored()) == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "empty"),
        ("  \n", "not JSON"),
        ("a,b\n1,2\n", "not JSON"),
        ("[1, 2]", "not JSON"),
        (b"{\x00\x00", "not JSON"),
        (b"\xff\xfe{", "not valid JSON"),
        ('{"type": "FeatureCollection", "features": [', "line 1"),
        ("{'type': 1}", "not valid JSON"),
        ('{"type": "Topology", "objects": {}}', "FeatureCollection"),
        ('{"type": "Feature", "geometry": null}', "FeatureCollection"),
        ('{"type": "Polygon", "coordinates": []}', "FeatureCollection"),
        ('{"type": "FeatureCollection", "features": {}}', "FeatureCollection"),
        ('{"type": "FeatureCollection", "features": []}', "no features"),
        ('{"a":' * 200_000, "nested"),
        ('{"a": ' + "9" * 10_000 + "}", "not valid JSON"),
    ],
)
def test_what_is_no_geojson_is_refused(hand_in, areas, content, said):
    with pytest.raises(UnreadableFile, match=said):
        hand_in(content, name="x.geojson")


def test_a_folder_called_geojson(store, tmp_path):
    (tmp_path / "x.geojson").mkdir()
    with pytest.raises(ContractError, match=r"datapackage\.json"):
        import_path(store, tmp_path / "x.geojson")


def test_more_than_the_limit_is_refused_at_once(store, tmp_path):
    path = tmp_path / "x.geojson"
    with path.open("wb") as file:
        file.write(b'{"type":')
        file.truncate(101_000_000)
    with reading_little(), pytest.raises(UnreadableFile, match="limit"):
        import_path(store, path)


def wavy_grid(cells, points):
    """Neighbouring squares of which each side, shared by two, has ``points`` points in a wave of about 20 m."""

    def side(start, end):
        (x0, y0), (x1, y1) = start, end
        steps = [n / points for n in range(points)]
        wave = [2e-4 * math.sin(60 * math.pi * step) * math.sin(math.pi * step) for step in steps]
        return [
            [x0 + (x1 - x0) * step - (y1 - y0) / SIDE * bump, y0 + (y1 - y0) * step + (x1 - x0) / SIDE * bump]
            for step, bump in zip(steps, wave, strict=True)
        ]

    for column in range(cells):
        for row in range(cells):
            a, b, c, d = (
                (round(3 + SIDE * (column + x), 6), round(50 + SIDE * (row + y), 6))
                for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))
            )
            # The sides on the other side of the square are drawn from the same end as the neighbour draws them.
            back = [list(c), *side(d, c)[:0:-1]], [list(d), *side(a, d)[:0:-1]]
            ring = side(a, b) + side(b, c) + back[0] + back[1]
            yield feature([*ring, ring[0]], code=f"A{column}_{row}")


def test_large_outlines_become_light_and_stay_side_by_side(store, stored, tmp_path):
    cells = 4
    names = [f"A{x}_{y}" for x in range(cells) for y in range(cells)]
    listed = "".join(f"{name},{name},{name},{name},neighbourhood\n" for name in names)
    package = write_package(tmp_path / "areas", {"areas": f"area_id,name_nl,name_fr,name_en,level\n{listed}"})
    assert import_path(store, package).submission_id == 2
    path = tmp_path / "grid.geojson"
    path.write_text(collection(*wavy_grid(cells, 2000)))
    assert import_path(store, path).warnings == 0
    outlines = stored()
    assert sum(map(shapely.get_num_coordinates, outlines.values())) < 16 * 4 * 2000 / 5
    assert sum(len(text) for (text,) in rows(store, "select geometry from boundaries")) < path.stat().st_size / 5
    assert all(outline.is_valid for outline in outlines.values())
    whole = shapely.union_all(list(outlines.values()))
    # No gaps and no overlaps between neighbours, and no area moved by more than its tolerance.
    assert whole.area == pytest.approx(sum(outline.area for outline in outlines.values()), rel=1e-5)
    assert shapely.get_num_interior_rings(whole) == 0
    original = shapely.from_geojson(json.dumps(next(wavy_grid(1, 2000))["geometry"]))
    assert outlines["A0_0"].hausdorff_distance(original) < 3e-4


def test_fifty_megabytes_take_little_memory(tmp_path, monkeypatch):
    path = tmp_path / "big.geojson"
    size = 0
    with path.open("w") as file:
        file.write('{"type": "FeatureCollection", "features": [')
        for number, one in enumerate(wavy_grid(6, 12_000)):
            size += file.write((", " if number else "") + json.dumps(one))
        file.write("]}")
    assert size > 50_000_000
    monkeypatch.setenv("PEIL_READ_MEMORY_MB", "500")
    [sheet] = reading.sheets(path, tmp_path)
    assert (len(sheet.properties or ()), sheet.problems) == (36, [])


# --- Outlines in the cells of a table -------------------------------------------------------------------------------


def csv_of(*geometries):
    """The two areas get an outline each; more outlines than areas are given to areas that nobody knows."""
    quoted = ['"' + text.replace('"', '""') + '"' for text in geometries]
    areas = ["WEST", "OOST", *(f"NONE{n}" for n in range(len(quoted)))]
    return "area_id,geometry\n" + "".join(f"{area},{text}\n" for area, text in zip(areas, quoted, strict=False))


def test_boundaries_in_a_table_stay_as_they_are_written(store, hand_in, areas):
    text = json.dumps(feature(square(WEST))["geometry"])
    assert hand_in(csv_of(text), name="boundaries.csv").warnings == 0
    assert rows(store, "select geometry from boundaries") == [(text,)]


def test_names_and_official_codes_stand_for_areas_in_a_table(stored, hand_in, areas):
    text = csv_of(*(json.dumps(one["geometry"]) for one in TWO))
    hand_in(text.replace("WEST", "Westwijk").replace("OOST", "34022W02"), name="boundaries.csv")
    assert sorted(stored()) == ["OOST", "WEST"]


WRONG_CELLS = [
    ("POLYGON((0 0, 1 0, 1 1, 0 0))", "not_geojson"),
    ('{"type": "Polygon", "coordinates": [[[3.2, 50.8], [3.2', "not_geojson"),
    ("NaN", "not_geojson"),
    ('{"type": "Point", "coordinates": [3.2, 50.8]}', "not_an_outline"),
    (json.dumps(feature(projected(square(WEST), "EPSG:31370"))["geometry"]), "outside_world"),
    (json.dumps(feature([[y, x] for x, y in square(WEST)])["geometry"]), "coordinates_exchanged"),
    (json.dumps(feature([[3.2, 50.8], [3.201, 50.8], [3.21, 50.81]])["geometry"]), "ring_open"),
]


def test_wrong_outlines_in_a_table_are_refused(hand_in, areas):
    outcome = hand_in(csv_of(*(geometry for geometry, _ in WRONG_CELLS)), name="boundaries.csv")
    assert outcome.refused
    told = outcome.findings[outcome.findings["field"] == "geometry"].set_index("source_row")["rule"]
    assert told.to_dict() == {row: rule for row, (_, rule) in enumerate(WRONG_CELLS, start=2)}


def test_an_outline_in_a_table_is_mended_with_a_warning(stored, hand_in, areas):
    sound = json.dumps(TWO[1]["geometry"])
    outcome = hand_in(csv_of(json.dumps(feature(square(WEST)[:-1])["geometry"]), sound), name="boundaries.csv")
    assert rules(outcome) == {"ring_closed": 1}
    assert stored()["WEST"].bounds == pytest.approx((3.20, 50.80, 3.21, 50.81))
    assert stored()["WEST"].area == pytest.approx(SIDE**2)


def test_a_long_outline_in_an_uneven_table(stored, hand_in, areas):
    ring = [[3.2 + 0.005 * math.cos(n / 1000), 50.8 + 0.005 * math.sin(n / 1000)] for n in range(6283)]
    ring.append(ring[0])
    text = csv_of(json.dumps(feature(ring)["geometry"]))
    assert len(text) > 200_000
    assert hand_in(text + "\n\n", name="boundaries.csv").submission_id == 3
    assert shapely.get_num_coordinates(stored()["WEST"]) == 6284


def test_an_export_comes_back(store, hand_in, areas, tmp_path):
    hand_in(collection(*TWO), name="x.geojson")
    before = rows(store, "select area_id, geometry from boundaries order by all")
    export_package(store, tmp_path / "export")
    outcome = import_path(store, tmp_path / "export", Options(name="again"))
    assert (outcome.errors, outcome.warnings) == (0, 0)
    assert (
        rows(
            store,
            f"select area_id, geometry from boundaries where submission_id = {outcome.submission_id} order by all",
        )
        == before
    )
