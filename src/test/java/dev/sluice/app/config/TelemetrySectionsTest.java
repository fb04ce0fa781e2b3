package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.TelemetryConfig;
import dev.sluice.model.TelemetryConfig.RequestLines;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code node}, {@code log} and {@code tracing}: what is read, and how each mistake is named. */
final class TelemetrySectionsTest {
    private static ConfigLoader.Result parse(String yaml) {
        String least = "upstreams: {a: {base_url: 'http://h/v1'}}\nroutes: [{model: x, upstream: a}]\n";
        return ConfigLoader.parse("test.yaml", least + yaml, Path.of(""), Map.of());
    }

    private static TelemetryConfig valid(String yaml) {
        return ConfigLoaderTest.valid(parse(yaml)).config().telemetry();
    }

    @Test
    void byDefaultThereIsTextForPeopleAndNoTracing() {
        TelemetryConfig telemetry = valid("");
        assertEquals(new TelemetryConfig("", false, RequestLines.ANSWERS, null, 100), telemetry);
        assertFalse(telemetry.tracing());
    }

    @Test
    void allOfItCanBeSaid() {
        TelemetryConfig telemetry = valid("node: {region: eu-1}\nlog: {format: json, requests: off}\n"
                + "tracing: {collector: 'http://c:4318/v1/traces', sample: 5}\n");
        assertEquals(
                new TelemetryConfig("eu-1", true, RequestLines.OFF, URI.create("http://c:4318/v1/traces"), 5),
                telemetry);
        assertTrue(telemetry.tracing());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "node: {region: 'a b'}|node.region|\"a b\"",
                "log: {format: xml}|log.format|\"xml\"",
                "log: {requests: some}|log.requests|\"some\"",
                "tracing: {collector: 'collector:4318'}|tracing.collector|\"collector:4318\"",
                "tracing: {sample: 101}|tracing.sample|\"101\"",
                "log: {colour: red}|log.colour|an unknown key",
            })
    void aMistakeIsNamed(String yaml, String path, String got) {
        ConfigLoader.Faulty faulty = assertInstanceOf(ConfigLoader.Faulty.class, parse(yaml + "\n"));
        Fault fault = faulty.faults().get(0);
        assertEquals(path, fault.path());
        assertEquals(got, fault.got());
    }
}
