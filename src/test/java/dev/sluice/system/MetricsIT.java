package dev.sluice.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/metrics.md promises and what a node serves that has done a little of everything are the same. */
final class MetricsIT {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z_0-9]+)` \\| (\\w+) \\|([^|]*)\\| (.*) \\|$");
    /** The garbage collector is a small one on purpose, so that it has something to tell. */
    private static final List<String> JAVA = List.of("-Xmx128m", "-Xmn16m", "-XX:+UseG1GC");

    private static final String ELSEWHERE = "only with Redis";

    private record Documented(String kind, Set<String> labels, boolean here) {}

    @TempDir
    static Path folder;

    private static OutsideWorld world;
    private static ServerProcess server;
    private static Map<String, Documented> documented;

    @BeforeAll
    static void aNodeDoesALittleOfEverything() throws Exception {
        documented = documented();
        world = new OutsideWorld();
        server = ServerProcess.start(folder, Bustle.configuration(world), JAVA);
        new Bustle(server.base()).ofEverything();
    }

    @AfterAll
    static void end() throws Exception {
        if (server != null) server.close();
        if (world != null) world.close();
    }

    @Test
    void everyDocumentedNameIsServed() {
        Waiting.until(
                "all documented names are served; missing: " + missing(),
                Duration.ofSeconds(15),
                () -> missing().isEmpty());
    }

    @Test
    void everyServedNameIsDocumented() throws Exception {
        Set<String> unknown = new TreeSet<>(scrape().kinds().keySet());
        unknown.removeIf(MetricsIT::isDocumented);
        assertEquals(Set.of(), unknown, "names that docs/metrics.md does not have");
    }

    @Test
    void kindsAndLabelsAreAsDocumented() throws Exception {
        Scrape scrape = scrape();
        Map<String, String> kinds = scrape.kinds();
        Map<String, String> wrong = new TreeMap<>();
        documented.forEach((name, told) -> {
            String kind = kinds.get(name);
            if (kind == null) return;
            if (!kind.equals(told.kind)) wrong.put(name, "is a " + kind + ", documented as " + told.kind);
            Set<String> labels = scrape.labels(name);
            if (!labels.equals(told.labels)) wrong.put(name, "has " + labels + ", documented are " + told.labels);
        });
        assertEquals(Map.of(), wrong);
    }

    @Test
    void promtoolFindsNothingToSay() throws Exception {
        Promtool.check(scrape());
    }

    @Test
    void whatHappenedIsWhatIsCounted() throws Exception {
        Scrape scrape = scrape();
        assertEquals(3, scrape.sum("shed_requests_total", "upstream=\"narrow\"", "user_tier=\"pro\""));
        assertEquals(2, scrape.sum("queue_wait_seconds_count", "upstream=\"narrow\""));
        assertEquals(1, scrape.sum("limited_requests_total", "limit=\"requests\""));
        assertEquals(1, scrape.sum("shared_requests_total", "kind=\"cached\""));
        assertEquals(1, scrape.sum("fallbacks_total", "from=\"broken\"", "to=\"main\""));
        assertEquals(1, scrape.sum("upstream_keys_refused_total", "key=\"1\"", "upstream=\"keyed\""));
        assertEquals(5, scrape.sum("tokens_used_total", "model=\"keyed\""));
        assertEquals(2, scrape.sum("gen_ai_client_token_usage_sum", "model=\"keyed\"", "type=\"output\""));
        assertEquals(1, scrape.sum("http_requests_total", "path=\"/api/v1/channel\"", "status=\"101\""));
        String chat = "path=\"/v1/chat/completions\"";
        assertEquals(1, scrape.sum("http_requests_total", chat, "status=\"429\""), "a refusal has its route");
        assertEquals(1, scrape.sum("reconnects_total", "resumed=\"true\""));
        assertTrue(scrape.sum("estimated_spend_usd") > 0);
        assertTrue(scrape.sum("endpoint_changes_total", "to=\"ejected\"") > 0);
    }

    private static Set<String> missing() {
        Set<String> missing = new TreeSet<>(documented.keySet());
        missing.removeIf(name -> !documented.get(name).here);
        try {
            missing.removeAll(scrape().kinds().keySet());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        return missing;
    }

    /** A histogram's largest value is a gauge of its own. */
    private static boolean isDocumented(String name) {
        if (documented.containsKey(name)) return true;
        Documented of = name.endsWith("_max") ? documented.get(name.substring(0, name.length() - 4)) : null;
        return of != null && Set.of("histogram", "summary").contains(of.kind);
    }

    private static Scrape scrape() throws Exception {
        return Scrape.of(server.management());
    }

    private static Map<String, Documented> documented() throws Exception {
        Map<String, Documented> all = new TreeMap<>();
        for (String section : Files.readString(Path.of("docs/metrics.md")).split("(?m)^## ")) {
            Matcher row = ROW.matcher(section);
            boolean elsewhere = section.startsWith("Redis");
            while (row.find()) {
                Set<String> labels = new TreeSet<>();
                Matcher label = Pattern.compile("`([a-z_]+)`").matcher(row.group(3));
                while (label.find()) labels.add(label.group(1));
                boolean here = !elsewhere && !row.group(4).contains(ELSEWHERE);
                all.put(row.group(1), new Documented(row.group(2), labels, here));
            }
        }
        assertTrue(all.size() > 80, "rows found: " + all.size());
        return all;
    }
}
