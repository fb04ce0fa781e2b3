package dev.sluice.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of mistake is named with its path and its line, and all of them at once. */
class ConfigFaultsTest {
    private static final String EVERYTHING_WRONG = """
            listen:
              host: 0.0.0.0
              prot: 80
              port: 99999
              allow_unauthenticated: yes
              tls_cert: /nowhere/cert.pem
              max_body: 4MB
              cors_origins: ["*", "https://ok.example", "https://a.example/path"]
            managment: {}
            sessions:
              anonymous: [true]
              ttl: soon
              ttl: 1h
              max_tabs: 0
            channel:
              heartbeat: 0s
              retry_min: 5s
              send_buffer: 1
            streams: 17
            auth:
              api_keys:
                - hash: sk-sluice-this-is-the-key-itself
                  user: u
                  tier: gold
                  scopes: [publsh]
                - hash: sha256:abc
              jwt:
                secret: short
                jwks_url: ftp://issuer/keys
            upstreams:
              deep seek:
                dialect: opanai
              b:
                base_url: https://user:hunter2@api.example.com/v1
                permits: 0
                timeouts: {conect: 1s}
                api_key: ${NOT_SET}
            routes:
              - model: x
                upstream: bb
              - upstream: b
              - model: x
                upstream: b
              - just text
            prices:
              gpt-4.1: {input: -1, output: cheap}
            """;

    private final List<String> faults = ConfigLoaderTest.faults(ConfigLoaderTest.parse(EVERYTHING_WRONG));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "listen.prot                   | 3  | an unknown key                 | did you mean port?",
                "listen.port                   | 4  | \"99999\"                      | a whole number from 0 to 65535",
                "listen.allow_unauthenticated  | 5  | \"yes\"                        | true or false",
                "listen.tls_cert               | 6  | \"/nowhere/cert.pem\"          | a file that can be read",
                "listen.max_body               | 7  | \"4MB\"                        | 32KiB, 4MiB",
                "listen.cors_origins           | 8  | \"*\"                          | origins such as",
                "listen.cors_origins           | 8  | \"https://a.example/path\"     | origins such as",
                "managment                     | 9  | an unknown key                 | did you mean management?",
                "sessions.anonymous            | 11 | a list                         | a single value",
                "sessions.ttl                  | 12 | \"soon\"                       | a duration such as 250ms",
                "sessions.ttl                  | 13 | the key again                  | first in line 12",
                "sessions.max_tabs             | 14 | \"0\"                          | a whole number from 1",
                "channel.heartbeat             | 16 | \"0s\"                         | at least 1ms",
                "channel.retry_min             | 17 | 5s                             | at most retry_max, which is 4s",
                "channel.send_buffer           | 18 | \"1\"                          | from 4KiB to 64MiB",
                "streams                       | 19 | a single value                 | a mapping",
                "auth.api_keys[0].hash         | 22 | 32 characters (not shown)      | sha256: and 64 hex digits",
                "auth.api_keys[0].tier         | 24 | \"gold\"                       | one of free, pro, enterprise",
                "auth.api_keys[0].scopes       | 25 | \"publsh\"                     | did you mean publish?",
                "auth.api_keys[1].hash         | 26 | 10 characters (not shown)      | sha256: and 64 hex digits",
                "auth.api_keys[1].user         | 0  | nothing                        | the id of the user",
                "auth.jwt.secret               | 28 | 5 characters (not shown)       | at least 32 bytes",
                "auth.jwt.jwks_url             | 29 | \"ftp://issuer/keys\"          | an http:// or https:// URL",
                "upstreams                     | 30 | the name \"deep seek\"         | A-Z a-z 0-9 _ -",
                "upstreams[\"deep seek\"].dialect | 32 | \"opanai\"                  | openai",
                "upstreams[\"deep seek\"].base_url | 0 | nothing                     | simulator.enabled: true",
                "upstreams.b.base_url          | 34 | \"https://********@api.example.com/v1\" | without user info",
                "upstreams.b.permits           | 35 | \"0\"                          | a whole number from 1",
                "upstreams.b.timeouts.conect   | 36 | an unknown key                 | did you mean connect?",
                "upstreams.b.api_key           | 37 | ${NOT_SET}                     | the environment variable NOT_SET to be set",
                "routes[0].upstream            | 40 | \"bb\"                         | did you mean b?",
                "routes[1].model               | 0  | nothing                        | a model's name",
                "routes[2].model               | 42 | \"x\" again                    | routes[0] takes all of it",
                "routes[3]                     | 44 | a single value                 | a mapping",
                "prices[\"gpt-4.1\"]           | 46 | a price for no route           | a route's model: one of x",
                "prices[\"gpt-4.1\"].input     | 46 | \"-1\"                         | a number of US dollars",
                "prices[\"gpt-4.1\"].output    | 46 | \"cheap\"                      | a number of US dollars",
            })
    void namesTheMistake(String path, int line, String got, String expected) {
        String end = line == 0 ? "" : " (line " + line + ")";
        assertTrue(
                faults.stream()
                        .anyMatch(f -> f.startsWith(path + ": got ")
                                && f.contains(got)
                                && f.contains(expected)
                                && (line == 0 ? !f.contains("(line") : f.endsWith(end))),
                () -> String.join("\n", faults));
    }

    @Test
    void saysNothingElseAndNothingTwice() {
        // The 37 above, and the model and upstream of routes[3], which is no mapping.
        assertEquals(
                37,
                faults.stream()
                        .distinct()
                        .filter(f -> !f.startsWith("routes[3]."))
                        .count(),
                String.join("\n", faults));
        assertEquals(faults.size(), faults.stream().distinct().count());
    }

    @Test
    void leaksNoSecret() {
        String all = String.join("\n", faults);
        assertFalse(all.contains("sk-sluice-this"), all);
        assertFalse(all.contains("hunter2"), all);
        assertFalse(all.contains("short"), all);
    }

    @Test
    void comesInTheOrderOfTheFile() {
        List<Integer> lines = faults.stream()
                .filter(f -> f.contains("(line "))
                .map(f -> Integer.parseInt(f.replaceAll("(?s).*\\(line (\\d+)\\)$", "$1")))
                .collect(Collectors.toList());
        assertEquals(lines.stream().sorted().toList(), lines);
    }
}
