package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.model.Config;
import dev.sluice.model.JobsConfig;
import dev.sluice.model.TemplateConfig;
import dev.sluice.model.job.JobLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs and prompt templates: what is read, and how each mistake is named. */
final class JobFaultsTest {
    @TempDir
    Path directory;

    private ConfigLoader.Result parse(String more) {
        String yaml = "upstreams: {a: {base_url: 'http://h/v1'}}\nroutes: [{model: 'x*', upstream: a}]\n" + more;
        return ConfigLoader.parse("test.yaml", yaml, directory, Map.of("TONE", "kind"));
    }

    private List<String> faults(String more) {
        ConfigLoader.Faulty faulty = assertInstanceOf(ConfigLoader.Faulty.class, parse(more));
        return faulty.faults().stream().map(Fault::toString).toList();
    }

    private Config valid(String more) {
        return ConfigLoaderTest.valid(parse(more)).config();
    }

    private void template(String name, String yaml) throws IOException {
        Files.createDirectories(directory.resolve("prompts"));
        Files.writeString(directory.resolve("prompts").resolve(name), yaml);
    }

    @Test
    void theEmbeddedDefaultSaysWhatHoldsWithoutIt() {
        JobsConfig usual = valid("").jobs();
        assertEquals(
                usual,
                ConfigLoaderTest.valid(ConfigLoader.loadDefault(Map.of()))
                        .config()
                        .jobs());
        assertEquals(Duration.ofHours(1), usual.resultRetention());
        assertEquals(24 * 3_600_000, usual.terms().taskMillis());
    }

    @Test
    void everyMistakeOfTheJobsIsNamed() {
        List<String> faults = faults("""
                jobs:
                  workers: -1
                  concurrency: 0
                  permits_percent: 101
                  visibility: 1ms
                  attempts: none
                  backoff: 2m
                  backoff_max: 1m
                  quantum: 31d
                  result_retention: 0s
                  task_retention: long
                  max_jobs: 0
                  max_bytes: 1KiB
                  batch_concurrency: 0
                  retires: 3
                """);
        assertEquals(13, faults.size(), faults::toString);
        assertTrue(
                faults.contains("jobs.backoff: got 2m, expected at most backoff_max, which is 1m (line 9)"),
                faults::toString);
        assertTrue(faults.contains("jobs.quantum: got 744h, expected at most 720h (line 11)"), faults::toString);
        assertTrue(faults.get(faults.size() - 1).startsWith("jobs.retires: got an unknown key"), faults::toString);
    }

    @Test
    void aLimitOfJobsIsWithinTheOneAboveIt() {
        List<String> faults = faults("""
                jobs:
                  max_jobs: 100
                  max_bytes: 1MiB
                  max_queued: 101
                  max_queued_per_user: 102
                  max_bytes_per_user: 2MiB
                """);
        assertEquals(
                List.of(
                        "jobs.max_queued: got 101, expected at most max_jobs, which is 100 (line 6)",
                        "jobs.max_queued_per_user: got 102, expected at most max_queued, which is 100 (line 7)",
                        "jobs.max_bytes_per_user: got 2MiB, expected at most max_bytes, which is 1MiB (line 8)"),
                faults);
        assertEquals(
                2, faults("jobs: {max_queued: none, max_bytes_per_user: 1KiB}").size());
    }

    @Test
    void aLimitOfJobsThatIsNotWrittenYieldsToTheOneAboveIt() {
        assertEquals(
                new JobLimits(100_000, 256 << 20, 50_000, 10_000, 64 << 20),
                valid("").jobs().limits());
        assertEquals(
                new JobLimits(100, 128 << 10, 20, 20, 64 << 10),
                valid("jobs: {max_jobs: 100, max_bytes: 128KiB, max_queued: 20}")
                        .jobs()
                        .limits());
    }

    @Test
    void theBuiltInTemplatesAreThereWhereNoneAreNamed() {
        List<String> names =
                valid("").templates().stream().map(TemplateConfig::name).toList();
        assertEquals(List.of("copy", "summary"), names);
    }

    @Test
    void readsTheTemplatesOfADirectoryAndNoOthers() throws Exception {
        template("greet.yaml", """
                model: x-1
                variables:
                  who: {max: 20}
                  tone: {default: "${TONE}"}
                  things: {type: list, join: "; ", items: 3, required: false}
                messages:
                  - {role: system, content: "Be {{tone}}."}
                  - {role: user, content: "Greet {{ who }} with {{things}}"}
                parameters: {max_tokens: 7, temperature: 0.5, user: ann, logprobs: false}
                """);
        template("readme.md", "no template");
        TemplateConfig greet = valid("templates: prompts\n").templates().get(0);
        assertEquals("greet", greet.name());
        assertEquals("x-1", greet.model());
        assertEquals(
                new TemplateConfig.Variable(false, true, "", ", ", 20, 50),
                greet.variables().get("who"));
        assertEquals("kind", greet.variables().get("tone").fallback());
        assertEquals(
                new TemplateConfig.Variable(true, false, "", "; ", 2_000, 3),
                greet.variables().get("things"));
        assertEquals(
                "{\"max_tokens\":7,\"temperature\":0.5,\"user\":\"ann\",\"logprobs\":false}",
                greet.parameters().encode());
        template("bare.yaml", "messages: [{role: user, content: hi}]\n");
        assertNull(valid("templates: prompts\n").templates().get(0).model());
    }

    @Test
    void everyMistakeOfATemplateIsNamedWithItsFileAndLine() throws Exception {
        template("a.yaml", """
                model: nobody
                variables:
                  unused: {}
                  "1st": {}
                  list: {type: array, max: 0}
                  both: {required: true, default: x}
                messages:
                  - {role: robot, content: "{{lost}} {{ both }} {{list}} {{1st}"}
                  - {role: user}
                parameters: {model: x, temperature: hot}
                colour: red
                """);
        template("b.yaml", "messages: [{role: user, content: hi}]\nparameters: {temperature: hot}\n");
        template("c.yaml", "- a list\n");
        template("d d.yaml", "messages: [{role: user, content: hi}]\n");
        template("e.yaml", "messages: []\n");
        template("f.yaml", "messages: [{role: user, content: hi}]\nmodel: nobody\n");
        template("g.yaml", "messages: [{role: user, content: hi}]\nvariables: {unused: {}}\n");
        List<String> faults = faults("templates: prompts\n");
        for (String named : """
                prompts/a.yaml.model: got "nobody"
                prompts/g.yaml.variables.unused: got a variable that no message uses
                prompts/a.yaml.variables: got the name "1st"
                prompts/a.yaml.variables.list.type: got "array"
                prompts/a.yaml.variables.list.max: got "0"
                prompts/a.yaml.variables.both.default: got "x"
                prompts/a.yaml.messages[0].role: got "robot"
                prompts/a.yaml.messages[0].content: got {{lost}}
                prompts/a.yaml.messages[0].content: got braces
                prompts/a.yaml.messages[1].content: got nothing
                prompts/a.yaml.parameters.model: got a member
                prompts/a.yaml.colour: got an unknown key
                prompts/b.yaml.parameters.temperature: got
                prompts/c.yaml: got a list
                prompts/d d.yaml: got the name "d d"
                prompts/e.yaml.messages: got nothing
                prompts/f.yaml.model: got "nobody"
                """.lines().toList())
            assertTrue(
                    faults.stream().anyMatch(f -> f.startsWith(named)),
                    () -> "not named: " + named + "\n" + String.join("\n", faults));
        assertTrue(faults.stream().anyMatch(f -> f.endsWith("(line 11)")), faults::toString);
    }

    @Test
    void aDirectoryThatCannotBeReadIsNamed() throws Exception {
        assertTrue(faults("templates: nowhere\n").get(0).startsWith("templates: got \"nowhere\""));
        Files.createDirectories(directory.resolve("prompts"));
        Files.write(directory.resolve("prompts/x.yaml"), "messages: \u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertTrue(faults("templates: prompts\n").get(0).contains("UTF-8"));
    }
}
