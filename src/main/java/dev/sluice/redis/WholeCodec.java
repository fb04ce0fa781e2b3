package dev.sluice.redis;

import dev.sluice.model.AnswerStore.Whole;
import dev.sluice.model.Usage;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A whole answer as bytes: the format's version (1), the status, an octet of flags, the usage's four numbers where it is told, the number of
 * headers and their names and values, the body. Reading fails with {@link ForeignValueException} and with nothing else.
 */
final class WholeCodec {
    private static final int VERSION = 1;
    private static final int PASSED = 1;
    private static final int METERED = 2;
    private static final int MOST_STATUS = 999;

    private WholeCodec() {}

    static Buffer write(Whole answer) {
        ByteWriter out = new ByteWriter(answer.body().length() + 256);
        out.octet(VERSION);
        out.number(answer.status());
        Usage usage = answer.usage();
        out.octet((answer.passed() ? PASSED : 0) | (usage != null ? METERED : 0));
        if (usage != null) {
            out.number(usage.promptTokens());
            out.number(usage.completionTokens());
            out.number(usage.cachedTokens());
            out.number(usage.reasoningTokens());
        }
        out.number(answer.headers().size());
        for (Map.Entry<String, String> header : answer.headers()) {
            out.text(header.getKey());
            out.text(header.getValue());
        }
        out.bytes(answer.body());
        return out.bytes();
    }

    static Whole read(Buffer bytes) {
        ByteReader in = new ByteReader(bytes);
        int version = in.octet();
        if (version != VERSION)
            throw new ForeignValueException("version " + version + " of the format, expected " + VERSION);
        int status = in.count(MOST_STATUS);
        int flags = in.octet();
        Usage usage = (flags & METERED) == 0 ? null : new Usage(in.number(), in.number(), in.number(), in.number());
        int count = in.count(bytes.length());
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (int i = 0; i < count; i++) headers.add(Map.entry(given(in.text()), given(in.text())));
        Buffer body = in.bytes();
        in.end();
        return new Whole(status, headers, body, usage, (flags & PASSED) != 0);
    }

    private static String given(String text) {
        if (text == null) throw new ForeignValueException("a header without a name or a value");
        return text;
    }
}
