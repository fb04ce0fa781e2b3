package dev.sluice.dialect;

/**
 * An error in a provider's own words. Any part may be null where the provider left it out.
 *
 * @param message for people
 * @param type    the provider's class of error, such as {@code rate_limit_error}
 * @param param   the request field at fault
 * @param code    the provider's code
 */
public record ProviderError(String message, String type, String param, String code) {

    /** Whether it says no more than that something went wrong. */
    public boolean unreadable() {
        return message == null && type == null && param == null && code == null;
    }
}
