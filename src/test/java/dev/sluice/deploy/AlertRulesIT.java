package dev.sluice.deploy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code promtool} finds no fault in the alerts, and each is fired by its reason and by nothing less. */
final class AlertRulesIT {
    static final Path TESTS = Path.of("src/test/resources/prometheus");

    @TempDir
    private Path folder;

    private Tool promtool;

    @BeforeEach
    void rules() throws IOException {
        promtool = Tool.find("promtool", "Debian's package prometheus");
        Alerts.write(folder);
    }

    @Test
    void theRulesAreValid() throws Exception {
        String said = promtool.run(folder, "check", "rules", "--lint-fatal", "alerts.yaml")
                .succeeded();
        assertTrue(said.contains("SUCCESS: " + Alerts.all().size() + " rules found"), said);
    }

    static Stream<Path> tests() throws IOException {
        return Files.list(TESTS).sorted();
    }

    @ParameterizedTest
    @MethodSource("tests")
    void eachAlertIsFiredByItsReason(Path test) throws Exception {
        Files.copy(test, folder.resolve("test.yaml"));
        promtool.run(folder, "test", "rules", "test.yaml").succeeded();
    }
}
