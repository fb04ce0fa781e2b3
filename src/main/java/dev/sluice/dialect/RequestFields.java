package dev.sluice.dialect;

import java.util.List;

/**
 * What we ourselves need of a request.
 *
 * @param otherStreamOptions members of {@code stream_options} but for {@code include_usage}
 */
record RequestFields(
        String model,
        boolean stream,
        boolean includeUsage,
        int choices,
        Integer maxTokens,
        List<RequestMember> otherStreamOptions) {}
