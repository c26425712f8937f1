"""Opens reports in Chromium, drives them as a reader would, and without scripts.

Usage: python tests/report/run.py path/to/egret
Exit code 1 if something is not as it must be. Without selenium, Chromium or its driver everything is skipped, in capitals.
"""

import contextlib
import csv
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

try:
    from selenium import webdriver
    from selenium.webdriver import ActionChains, Keys
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import Select, WebDriverWait
except ImportError:
    webdriver = None

HERE = pathlib.Path(__file__).parent
HOSTILE = "</script><img src=x onerror=\"document.title='broken'\"> \"quotes\" 'µ' <!-- ☃"
MARKS = "#scatter .mark-symbol path[aria-roledescription='point']"
MEGABYTES = 5


def find(*names):
    return next((found for found in map(shutil.which, names) if found), None)


@contextlib.contextmanager
def browser(downloads, scripts=True, width=1300):
    options = webdriver.ChromeOptions()
    options.binary_location = find("chromium", "chromium-browser", "google-chrome")
    # No name resolves, so whatever a page asked of a network would fail, and be told.
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND"):
        options.add_argument(argument)
    options.add_argument(f"--window-size={width},1000")
    preferences = {"download.default_directory": str(downloads)}
    if not scripts:
        preferences["profile.managed_default_content_settings.javascript"] = 2
    options.add_experimental_option("prefs", preferences)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(find("chromedriver")))
    try:
        yield driver
    finally:
        driver.quit()


class Page:
    """A report in a browser."""

    def __init__(self, driver, path):
        self.driver, self.path = driver, path
        driver.get(path.as_uri())
        self.wait(lambda: self.run("return document.documentElement.dataset.ready") == "true", "it never gets ready")

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def wait(self, condition, otherwise):
        def holds(_):
            try:
                return condition()
            except Exception as error:  # Charts are drawn anew while we look.
                if "stale" not in str(error):
                    raise
                return False

        WebDriverWait(self.driver, 20, 0.05).until(holds, otherwise)

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def show(self, element):
        self.run("arguments[0].scrollIntoView({block: 'center'})", element)
        return element

    def click(self, selector):
        self.show(self.one(selector)).click()

    def column(self, name):
        """The cells of a column as they are shown."""
        heads = self.run("return [...document.querySelectorAll('#points-head tr:first-child th')].map(h => h.dataset.column)")
        script = "return [...document.querySelectorAll('#points-body tr')].map(row => row.cells[arguments[0]].textContent)"
        return self.run(script, heads.index(name))

    def rows(self):
        return len(self.all("#points-body tr"))

    def ask(self, name, text):
        field = self.show(self.one(f"input[data-column='{name}']"))
        field.clear()
        field.send_keys(text or " ")

    def requests(self):
        """Addresses that the page asked for, without itself."""
        entries = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        sent = [entry["params"]["request"]["url"] for entry in entries if entry["method"] == "Network.requestWillBeSent"]
        return [url for url in sent if url != self.path.as_uri() and not url.startswith(("data:", "blob:"))]


def quiet(page):
    errors = [entry["message"] for entry in page.driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]
    assert not errors, errors
    assert page.requests() == [], "it asked a network for something"


def loads_and_draws(page, rows):
    done = sum(row["status"] == "done" for row in rows)
    assert page.rows() == len(rows), (page.rows(), len(rows))
    assert len(page.all(MARKS)) == done, "a point for every row with figures"
    assert page.all("#heat svg") and page.all("#components svg")
    assert f"{len(rows)} of {len(rows)} points listed" in page.one("#points-count").text
    assert any(cell == "unknown" for cell in page.column("energy_per_step_j")), "no figure is called unknown"
    # A bar a point; the parts of a bar sum to its energy.
    total = page.run(
        "const sums = {}; for (const part of document.getElementById('components').view.data('source_0'))"
        " sums[part.row] = (sums[part.row] || 0) + part.joules; return sums;"
    )
    assert len(total) == done
    for row in rows:
        if row["status"] == "done":
            found, wanted = total[row["point"]], float(row["energy_per_step_j"])
            assert abs(found - wanted) < 1e-9 * wanted, (row["point"], found, wanted)


def hover_tells(page):
    mark = page.show(page.all(MARKS)[0])
    ActionChains(page.driver).move_to_element(mark).perform()
    page.wait(lambda: page.one("#tooltip").is_displayed(), "no tooltip")
    text = page.one("#tooltip").text
    assert "mesh-generic" in text and "weight sparsity" in text and "J" in text and "s" in text, text
    ActionChains(page.driver).move_to_element(page.one("h1")).perform()
    page.wait(lambda: not page.one("#tooltip").is_displayed(), "the tooltip stays")
    bar = page.show(page.all("#components .mark-rect path")[0])
    ActionChains(page.driver).move_to_element(bar).perform()
    page.wait(lambda: "share" in page.one("#tooltip").text, "no tooltip at a bar")
    cell = page.show(page.all("#heat .mark-rect path[aria-roledescription='rect mark']")[-1])
    ActionChains(page.driver).move_to_element(cell).perform()
    page.wait(lambda: "of 1 point" in page.one("#tooltip").text, "no tooltip at a cell")


def filters_reduce(page, rows):
    chip = rows[0]["chip"]
    of_chip = sum(row["chip"] == chip for row in rows)
    page.ask("chip", chip)
    page.wait(lambda: page.rows() == of_chip, "words reduce no rows")
    page.wait(lambda: len(page.all(MARKS)) == of_chip, "the chart does not follow")
    page.ask("workload.weight_sparsity", ">=0.8")
    page.wait(lambda: page.rows() == of_chip * 2 // 3, "numbers reduce no rows")
    page.ask("workload.weight_sparsity", "0.5..0.8")
    page.wait(lambda: set(page.column("workload.weight_sparsity")) == {"0.5", "0.8"}, "a range is not heeded")
    page.ask("workload.weight_sparsity", "nonsense")
    page.wait(lambda: "cannot be read" in page.one("#points-asked").text, "nonsense is not told")
    page.click("#points-clear")
    page.wait(lambda: page.rows() == len(rows), "filters stay")
    known = sum(row["status"] == "done" for row in rows)
    page.ask("energy_per_step_j", "<1 J")
    page.wait(lambda: page.rows() == known, "a unit is not understood, or unknown counts as 0")
    page.ask("energy_per_step_j", "unknown")
    page.wait(lambda: page.rows() == len(rows) - known, "unknown is not found")
    page.click("#points-clear")


def sorting_reorders(page, rows):
    energies = {row["point"]: float(row["energy_per_step_j"]) for row in rows if row["status"] == "done"}
    for direction, sign in (("ascending", 1), ("descending", -1)):
        page.click("th[data-column='energy_per_step_j'] button")
        page.wait(
            lambda: page.one("th[data-column='energy_per_step_j']").get_attribute("aria-sort") == direction, "not sorted"
        )
        wanted = sorted(energies, key=lambda point: (sign * energies[point], int(point)))
        assert page.column("point")[: len(wanted)] == wanted, direction
        assert set(page.column("energy_per_step_j")[len(wanted) :]) == {"unknown"}, "unknown is not last"
    page.click("th[data-column='point'] button")


def choosing_filters(page, rows):
    chart = page.show(page.one("#scatter svg"))
    mark = page.all(MARKS)[0]
    box = page.run("const r = arguments[0].getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]", mark)
    frame = page.run("const r = arguments[0].getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]", chart)
    dx, dy = int(box[0] - frame[0]), int(box[1] - frame[1])
    drag = ActionChains(page.driver, duration=120).move_to_element_with_offset(chart, dx - 14, dy - 14).click_and_hold()
    drag.move_by_offset(14, 14).move_by_offset(15, 15).release().perform()
    page.wait(lambda: 0 < page.rows() < len(rows), "a brush chooses nothing")
    chosen = page.rows()
    assert f"{chosen} point" in page.one("#points-count").text and "chosen" in page.one("#points-count").text
    assert len(page.all(MARKS)) > chosen, "points that are not chosen stay in sight"
    # Hovering works inside the brush too.
    ActionChains(page.driver).move_to_element(page.all(MARKS)[0]).perform()
    page.wait(lambda: page.one("#tooltip").is_displayed(), "no tooltip inside a brush")
    page.click("#points-clear")
    page.wait(lambda: page.rows() == len(rows), "the choice stays")
    ActionChains(page.driver).click(page.show(page.all(MARKS)[0])).perform()
    page.wait(lambda: page.rows() == 1, "a click chooses nothing")
    page.click("#points-clear")
    page.wait(lambda: page.rows() == len(rows), "the choice stays")


def keys_suffice(page, rows):
    page.show(page.one("#points-body tr:nth-child(3) input")).send_keys(Keys.SPACE)
    page.wait(lambda: page.rows() == 1, "a box chooses nothing")
    page.show(page.one("#points-body button.link")).send_keys(Keys.ENTER)
    page.wait(lambda: page.one("#details").is_displayed(), "no details")
    text = page.one("#details").text
    assert "energy per step" in text and "synops" in text and "µJ" in text + "µJ", text
    ActionChains(page.driver).send_keys(Keys.ESCAPE).perform()
    page.wait(lambda: not page.one("#details").is_displayed(), "details stay")
    page.click("#points-clear")
    page.wait(lambda: page.rows() == len(rows), "the choice stays")
    nameless = page.run(
        "return [...document.querySelectorAll('button, input, select')].filter(e => !(e.labels?.length && "
        "[...e.labels].some(l => l.textContent.trim())) && !e.ariaLabel && !e.textContent.trim()).map(e => e.outerHTML)"
    )
    assert not nameless, nameless


def axes_change(page):
    Select(page.show(page.one("#scatter-x"))).select_by_value("synops")
    page.wait(lambda: any(text.text == "synops" for text in page.all("#scatter text")), "the axis stays")
    page.wait(lambda: "no Pareto front" in page.one("#scatter-note").text, "a front of a figure without a better way")
    Select(page.one("#scatter-colour")).select_by_value("energy_j")
    page.wait(lambda: page.all("#scatter .role-legend-gradient"), "no scale of colours")
    Select(page.one("#heat-metric")).select_by_value("step_s")
    page.wait(lambda: any("step [" in text.text for text in page.all("#heat text")), "the map stays")
    Select(page.one("#components-measure")).select_by_value("share")
    page.wait(lambda: any("%" in text.text for text in page.all("#components text")), "bars stay")


LUMINANCE = """
const parse = (text) => text.match(/[\\d.]+/g).map(Number);
const light = (c) => { const v = c.slice(0, 3).map((x) => x / 255).map((x) => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
  return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; };
const behind = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
  if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
const poor = new Set();
for (const e of document.querySelectorAll("body *")) {
  const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  if (!own || e.closest("svg, script, noscript, [hidden]") || e.disabled) continue;
  const [a, b] = [light(parse(getComputedStyle(e).color)), light(behind(e))];
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (ratio < 4.5) poor.add(`${e.tagName}.${e.className}: ${ratio.toFixed(2)}`);
}
return [...poor];
"""


def themes_switch(page):
    background = "return getComputedStyle(document.body).backgroundColor"
    ink = "return getComputedStyle(document.querySelector('#scatter .role-axis-title text')).fill"
    light = page.run(background), page.run(ink)
    assert page.run(LUMINANCE) == [], page.run(LUMINANCE)
    page.click("#theme")
    dark = page.run(background), page.run(ink)
    assert light[0] != dark[0] and light[1] != dark[1], (light, dark)
    assert page.run(LUMINANCE) == [], page.run(LUMINANCE)
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    assert page.run(background) == "rgb(255, 255, 255)", "dark paper"
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "screen"})
    page.click("#theme")
    assert (page.run(background), page.run(ink)) == light
    dark_system = {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", dark_system)
    page.run("delete document.documentElement.dataset.theme")
    assert page.run(background) == dark[0], "what the system prefers is not heeded"
    page.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def saves(page, rows, downloads):
    page.click("#points-csv")
    page.wait(lambda: (downloads / "points.csv").exists(), "no CSV")
    saved = list(csv.DictReader((downloads / "points.csv").read_text().splitlines()))
    assert len(saved) == len(rows)
    by_point = {row["point"]: row for row in rows}
    for row in saved:
        wanted = by_point[row["point"]]["energy_per_step_j"]
        assert row["energy_per_step_j"] == wanted or float(row["energy_per_step_j"]) == float(wanted), row
    page.click("#scatter-save")
    page.wait(lambda: (downloads / "scatter.svg").exists(), "no SVG")
    assert "var(" not in (downloads / "scatter.svg").read_text(), "a colour that only the page knows"


def parameters_are_found(page):
    page.run("document.querySelectorAll('details').forEach(d => d.open = true)")
    field = page.show(page.one("input[data-searches='chip-1']"))
    visible = "return [...document.querySelectorAll('#chip-1 tbody tr')].filter(r => !r.hidden).length"
    before = page.run(visible)
    field.send_keys("energy synop")
    page.wait(lambda: 0 < page.run(visible) < before, "no parameters are filtered")
    keys = page.run("return [...document.querySelectorAll('a[href^=\"#work-\"]')].map(a => a.getAttribute('href').slice(1))")
    assert keys and all(page.run("return !!document.getElementById(arguments[0])", key) for key in set(keys)), "a dead source"


def without_scripts(folder, report, rows):
    with browser(folder, scripts=False) as driver:
        driver.get(report.as_uri())
        tables = [table for table in driver.find_elements(By.CSS_SELECTOR, "noscript table") if table.is_displayed()]
        assert tables, "no table without scripts"
        assert len(tables[0].find_elements(By.CSS_SELECTOR, "tbody tr")) == len(rows)
        pictures = [svg for svg in driver.find_elements(By.CSS_SELECTOR, "noscript svg") if svg.is_displayed()]
        assert len(pictures) >= 3, "no pictures without scripts"
        hidden = driver.find_elements(By.CSS_SELECTOR, "[data-needs-script]")
        assert hidden and not any(part.is_displayed() for part in hidden), "controls that do nothing"


def hostile(folder, study, egret):
    """Names that would end a script or start a tag come out as the letters they are."""
    bad = folder / "hostile"
    shutil.copytree(study, bad)
    record = json.loads((bad / "study.json").read_text())
    record["name"] = HOSTILE
    (bad / "study.json").write_text(json.dumps(record))
    rows = read(bad)
    for row in rows:
        row["chip"] = HOSTILE if row["chip"] == "mesh-generic" else row["chip"]
        row["why"] = HOSTILE if row["status"] != "done" else ""
    write(bad, rows)
    return made(egret, bad, folder / "hostile.html")


def many(folder, study, egret, count):
    """A result set of so many rows, those of a study again and again."""
    large = folder / f"rows-{count}"
    shutil.copytree(study, large)
    rows = read(large)
    write(large, [{**rows[number % len(rows)], "point": str(number)} for number in range(count)])
    return made(egret, large, folder / f"rows-{count}.html")


def lacking(folder, study):
    """The same points with two figures, neither of them an energy."""
    poor = folder / "lacking"
    shutil.copytree(study, poor)
    record = json.loads((poor / "study.json").read_text())
    left_out = {name for name in record["metrics"] if name not in ("step_s", "spikes")}
    record["metrics"] = ["step_s", "spikes"]
    (poor / "study.json").write_text(json.dumps(record))
    write(poor, [{name: value for name, value in row.items() if name not in left_out} for row in read(poor)])
    return poor


def read(folder):
    with open(folder / "results.csv", newline="") as file:
        return list(csv.DictReader(file))


def write(folder, rows):
    with open(folder / "results.csv", "w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def made(egret, directory, report):
    subprocess.run([egret, "report", str(directory), "--out", str(report)], check=True, capture_output=True)
    return report


def checks(egret, folder):
    study = folder / "study"
    subprocess.run([egret, "study", str(HERE / "study.ron"), "--out", str(study)], check=True, capture_output=True)
    rows = read(study)
    report = made(egret, study, folder / "report.html")
    again = made(egret, study, folder / "again.html")
    assert report.read_bytes() == again.read_bytes(), "two reports of one study differ"
    yield "the same study makes the same bytes"

    with browser(folder) as driver:
        page = Page(driver, report)
        for check in (loads_and_draws, filters_reduce, sorting_reorders, choosing_filters, keys_suffice):
            check(page, rows)
            yield check.__name__.replace("_", " ")
        for check in (hover_tells, themes_switch, parameters_are_found):
            check(page)
            yield check.__name__.replace("_", " ")
        saves(page, rows, folder)
        yield "saves CSV and SVG"
        axes_change(page)
        yield "axes change"
        quiet(page)
        yield "no error, no warning, no request"

        page = Page(driver, hostile(folder, study, egret))
        assert page.one("h1").text == HOSTILE and page.driver.title.startswith("</script>"), page.driver.title
        assert not page.all("img") and HOSTILE in page.column("chip") and HOSTILE in page.column("why")
        quiet(page)
        yield "hostile names are letters"

        large = many(folder, study, egret, 1000)
        size = large.stat().st_size / 1e6
        assert size < MEGABYTES, f"{size} MB"
        began = time.monotonic()
        page = Page(driver, large)
        assert page.rows() == 1000
        quiet(page)
        yield f"1,000 rows: {size:.2f} MB, ready after {time.monotonic() - began:.1f} s"

        page = Page(driver, many(folder, study, egret, 1))
        assert page.rows() == 1
        quiet(page)
        yield "one row"

        page = Page(driver, made(egret, lacking(folder, study), folder / "lacking.html"))
        assert page.rows() == len(rows) and not page.all("#components"), "energies that nobody has are drawn"
        assert len(page.all(MARKS)) == sum(row["status"] == "done" for row in rows)
        quiet(page)
        yield "metrics that are absent"

        empty = folder / "empty"
        shutil.copytree(study, empty)
        (empty / "results.csv").write_text((study / "results.csv").read_text().splitlines()[0] + "\n")
        page = Page(driver, made(egret, empty, folder / "empty.html"))
        assert page.rows() == 0 and not page.all("#scatter")
        quiet(page)
        yield "no rows"

        run = folder / "run"
        command = ["run", "--chip", "mesh-generic", "--workload", "lif-random", "--steps", "5", "--out", str(run)]
        subprocess.run([egret, *command], check=True, capture_output=True)
        page = Page(driver, made(egret, run, folder / "run.html"))
        assert len(page.all("figure svg")) >= 4 and page.rows() == 1
        quiet(page)
        yield "a single run"

    with browser(folder, width=420) as driver:
        page = Page(driver, report)
        assert page.run("return document.documentElement.scrollWidth <= innerWidth"), "a narrow page scrolls sideways"
        quiet(page)
        yield "narrow pages do not scroll sideways"

    without_scripts(folder, report, rows)
    yield "pictures and tables without scripts"


def main():
    missing = [name for name, found in (
        ("selenium", webdriver), ("chromium", find("chromium", "chromium-browser", "google-chrome")),
        ("chromedriver", find("chromedriver")),
    ) if not found]
    if missing:
        print(f"REPORTS IN A BROWSER: SKIPPED, NOT INSTALLED: {', '.join(missing)}")
        return 0
    egret = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory() as folder:
        passed = 0
        for name in checks(egret, pathlib.Path(folder)):
            print(f"{name}: passed", flush=True)
            passed += 1
    print(f"{passed} passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
