package dev.sluice.system;

import com.anthropic.errors.AnthropicServiceException;
import com.google.genai.errors.ApiException;
import com.openai.errors.OpenAIServiceException;
import java.net.URI;
import java.util.Locale;

/** A dialect as tests need it: its client, and how its provider is asked. */
enum Dialect {
    OPENAI("authorization", "Bearer key-of-openai", OpenAIServiceException.class) {
        @Override
        Asker asker(URI base, String key) {
            return new OpenAiAsker(base, key);
        }

        @Override
        String path(boolean stream) {
            return "/v1/chat/completions";
        }
    },
    ANTHROPIC("x-api-key", "key-of-anthropic", AnthropicServiceException.class) {
        @Override
        Asker asker(URI base, String key) {
            return new AnthropicAsker(base, key);
        }

        @Override
        String path(boolean stream) {
            return "/v1/messages";
        }
    },
    GEMINI("x-goog-api-key", "key-of-gemini", ApiException.class) {
        @Override
        Asker asker(URI base, String key) {
            return new GeminiAsker(base, key);
        }

        @Override
        String path(boolean stream) {
            return "/v1beta/models/sim-instant:" + (stream ? "streamGenerateContent" : "generateContent");
        }
    };

    private final String keyField;
    private final String credential;
    private final Class<? extends RuntimeException> failure;

    Dialect(String keyField, String credential, Class<? extends RuntimeException> failure) {
        this.keyField = keyField;
        this.credential = credential;
        this.failure = failure;
    }

    /** The dialect's official client. */
    abstract Asker asker(URI base, String key);

    /** Where the provider is asked for {@code sim-instant}. */
    abstract String path(boolean stream);

    /** The header in which the provider gets its key. */
    String keyField() {
        return keyField;
    }

    String credential() {
        return credential;
    }

    /** What its client throws when it is told of an error. */
    Class<? extends RuntimeException> failure() {
        return failure;
    }

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    String model() {
        return "at-" + wire();
    }
}
