package dev.sluice.dialect.anthropic;

import dev.sluice.model.Failure;
import dev.sluice.model.InvalidValueException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The fields of a request's head that say what its body means (Anthropic's API reference, "Versions" and "Beta headers"), and that
 * therefore go along with it. Any thread.
 */
public final class AnthropicFields {
    public static final String VERSION = "anthropic-version";
    public static final String BETA = "anthropic-beta";
    /** What a request without one is taken to mean, and what translations are written in. */
    static final String USUAL_VERSION = "2023-06-01";

    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    private AnthropicFields() {}

    /**
     * What of it goes along. A request that names the usual version is the same as one that names none. Which dates are versions is
     * the provider's to say.
     *
     * @param versions each value of the header, in order; a second one is no version, as at the provider
     * @throws dev.sluice.model.FailureException INVALID, in the provider's words, where the version is no date
     */
    public static Map<String, String> of(List<String> versions, List<String> betas) {
        Map<String, String> fields = new TreeMap<>();
        if (!betas.isEmpty()) fields.put(BETA, String.join(",", betas));
        String version = versions.isEmpty() ? USUAL_VERSION : String.join(", ", versions);
        if (!DATE.matcher(version).matches())
            throw Failure.invalid(
                            VERSION, VERSION + ": " + InvalidValueException.show(version) + " is not a valid version")
                    .exception();
        if (!version.equals(USUAL_VERSION)) fields.put(VERSION, version);
        return fields;
    }
}
