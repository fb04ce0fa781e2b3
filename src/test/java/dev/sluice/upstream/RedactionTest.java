package dev.sluice.upstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RedactionTest {
    private static final Redaction REDACTION = new Redaction(
            List.of("a key (of ours)", ""),
            List.of(URI.create("https://llm.corp.example:8443/v1"), URI.create("http://vllm:8000")));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Bad key: a key (of ours)! | Bad key: [redacted]!",
                "Rate limit reached for gpt-4 in organization org-aB3dE5fG7hI9 on tokens | Rate limit reached for gpt-4 in organization [redacted] on tokens",
                "Project `proj_0123456789abcdef` does not have access | Project `[redacted]` does not have access",
                "Incorrect API key provided: sk-pro*****************1234. | Incorrect API key provided: [redacted].",
                "API key AIzaSyA-0123456789_abc expired | API key [redacted] expired",
                "Authorization: Bearer abcdef.ghi-jkl= was refused | Authorization: [redacted] was refused",
                "Quota of project_number:123456789012 | Quota of [redacted]",
                "Publisher Model projects/my-prod-1/locations/x not found | Publisher Model [redacted]/locations/x not found",
                "organization: 01234567-89ab-cdef-0123-456789abcdef is over | [redacted] is over",
                "connect to 10.1.2.3:8000 failed | connect to [redacted] failed",
                "connect to 192.168.0.7 failed | connect to [redacted] failed",
                "POST https://LLM.corp.example:8443/v1/chat | POST https://[redacted]/v1/chat",
                "http://vllm:8000/v1 and vllm:8000 | http://[redacted]/v1 and [redacted]",
                "upstream localhost:11434 | upstream [redacted]",
                "no host llm-0.llm.prod.svc.cluster.local:80 | no host [redacted]",
            })
    void whatIsOursIsTakenOut(String said, String shown) {
        assertEquals(shown, REDACTION.apply(said));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens.",
                "max_tokens: 100000 > 64000, which is the maximum allowed number of output tokens for claude-3",
                "Unsupported value: 'temperature' does not support 0.2 with this model. See https://platform.openai.com/docs",
                "vllm does not support this; use org-mode, user-agent or sk-learn in version 10.4.1",
                "tools[0].input_schema: the project is localhost, internally; bearer of news",
                "GenerateContentRequest.contents[0].role: Please use a valid role: user, model.",
            })
    void whatIsTheCallersStays(String said) {
        assertEquals(said, REDACTION.apply(said));
    }

    @Test
    void nothingStaysNothing() {
        assertNull(REDACTION.apply(null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.", "a-", "org-", "projects/", "bearer ", "10.", "a.svc", "sk-*", "_"})
    void textThatIsMadeToBeSlowIsNot(String piece) {
        long began = System.nanoTime();
        REDACTION.apply(piece.repeat(64 * 1024 / piece.length()));
        assertTrue(System.nanoTime() - began < Duration.ofSeconds(5).toNanos());
    }
}
