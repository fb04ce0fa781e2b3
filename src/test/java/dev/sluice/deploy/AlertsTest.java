package dev.sluice.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Nobody is woken by an alert that was never seen to fire, or that nobody wrote down what to do about. */
final class AlertsTest {
    @Test
    void eachAlertIsFiredAndHeldBackByATest() throws IOException {
        Set<String> fired = new TreeSet<>();
        Set<String> heldBack = new TreeSet<>();
        try (Stream<Path> files = Files.list(AlertRulesIT.TESTS)) {
            for (Path file : files.toList())
                for (Manifest suite : Manifest.parse(file.toString(), Files.readString(file)))
                    for (int t = 0; suite.at("tests", t) != null; t++)
                        for (int a = 0; suite.at("tests", t, "alert_rule_test", a) != null; a++) {
                            Map<?, ?> test = (Map<?, ?>) suite.at("tests", t, "alert_rule_test", a);
                            List<?> expected = (List<?>) test.get("exp_alerts");
                            (expected.isEmpty() ? heldBack : fired).add((String) test.get("alertname"));
                        }
        }
        assertEquals(names(), fired);
        assertEquals(names(), heldBack);
    }

    @Test
    void eachAlertSaysHowBadItIsAndLeadsToWhatToDo() throws IOException {
        String operations = Files.readString(Path.of("docs/operations.md"));
        for (Alerts.Alert alert : Alerts.all()) {
            String anchor = "docs/operations.md#" + alert.name().toLowerCase(Locale.ROOT);
            assertEquals(anchor, alert.annotations().get("runbook"));
            assertTrue(
                    operations.contains("\n### " + alert.name() + "\n"), "docs/operations.md has no " + alert.name());
            assertTrue(Set.of("critical", "warning").contains(alert.labels().get("severity")), alert.name());
        }
    }

    private static Set<String> names() {
        return Alerts.all().stream().map(Alerts.Alert::name).collect(Collectors.toCollection(TreeSet::new));
    }
}
