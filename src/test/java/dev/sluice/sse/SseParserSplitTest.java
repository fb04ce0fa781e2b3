package dev.sluice.sse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * However the bytes are cut, and whatever ends their lines, the parser sees what the naive oracle sees in the
 * whole.
 */
final class SseParserSplitTest {
    /** LF stands for the line's end, which the tests replace. */
    private static final List<String> CORPUS = List.of(
            "data: one\n\n",
            "data:no space\n\ndata:  two spaces\n\ndata\n\ndata:\n\ndata: \ndata:\n\n",
            "event: a\nid: 1\ndata: x\ndata: y\n\ndata: sticky id, plain type\n\nid\ndata: id gone\n\n",
            "id: a\u0000b\ndata: nul\n\nid: ok\n\ndata: id from the empty one\n\nevent: lost\n\ndata: plain\n\n",
            "retry: 3000\nretry: 12x\nretry: -1\nretry:\nretry: 007\nretry : 5\n: c\n:\n::\n\n",
            "\uFEFFdata: bom\n\n\uFEFFdata: no bom here\n\n",
            "\uFEFF\n\ndata: after an empty first line\n\n",
            "datax: no\nDATA: no\n data: no\ndat: no\nfoo\n:data: no\ndata : no\nevent:e\nevent:\ndata: yes\n\n",
            "data: {\"t\":\"日本語 😀 é\"}\nevent: größe\nid: ключ\n\n",
            "data: a\n\n\n\n\ndata: b\n\ndata: never ended",
            "data: never dispatched\n",
            "event: ping\ndata: {\"type\":\"ping\"}\n\n: keep-alive\n\ndata: [DONE]\n\n",
            "data: " + "0123456789".repeat(40) + "\nid: " + "9".repeat(70) + "\n\n");

    private static final List<String> LINE_ENDS = List.of("\n", "\r", "\r\n");

    static Stream<String> streams() {
        List<String> all = new ArrayList<>();
        for (String stream : CORPUS) for (String end : LINE_ENDS) all.add(stream.replace("\n", end));
        for (String stream : CORPUS) all.add(mixed(stream));
        all.add("data: a\n\r\ndata: b\r\n\rdata: c\r\r\ndata: d\n\n");
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("streams")
    void everySplitInTwoReadsAsTheWhole(String stream) {
        byte[] bytes = stream.getBytes(UTF_8);
        List<String> expected = NaiveSse.read(stream);
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertEquals(expected, Recorder.read(pieces(bytes, cut)), "cut at " + cut);
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void everySplitInThreeReadsAsTheWhole(String stream) {
        byte[] bytes = stream.getBytes(UTF_8);
        if (bytes.length > 140) return;
        List<String> expected = NaiveSse.read(stream);
        for (int first = 0; first <= bytes.length; first++) {
            for (int second = first; second <= bytes.length; second++) {
                assertEquals(
                        expected, Recorder.read(pieces(bytes, first, second)), "cut at " + first + " and " + second);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("streams")
    void byteAfterByteReadsAsTheWhole(String stream) {
        byte[] bytes = stream.getBytes(UTF_8);
        int[] cuts = new int[bytes.length];
        for (int i = 0; i < cuts.length; i++) cuts[i] = i;
        assertEquals(NaiveSse.read(stream), Recorder.read(pieces(bytes, cuts)));
    }

    @Test
    void randomStreamsInRandomPiecesReadAsTheWhole() {
        long seed = System.nanoTime();
        System.out.println("SseParserSplitTest seed " + seed);
        Random random = new Random(seed);
        String[] words = {
            "data", "event", "id", "retry", ":", ": ", " ", "\n", "\n", "\r", "\r\n", "\n\n", "7", "é", "x"
        };
        for (int round = 0; round < 20_000; round++) {
            StringBuilder stream = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) stream.append(words[random.nextInt(words.length)]);
            byte[] bytes = stream.toString().getBytes(UTF_8);
            int[] cuts =
                    random.ints(random.nextInt(6), 0, bytes.length + 1).sorted().toArray();
            assertEquals(
                    NaiveSse.read(stream.toString()),
                    Recorder.read(pieces(bytes, cuts)),
                    () -> "seed " + seed + ": " + stream);
        }
    }

    /** Neighbouring lines end in different ways. */
    private static String mixed(String stream) {
        StringBuilder out = new StringBuilder();
        int line = 0;
        for (char c : stream.toCharArray()) {
            if (c == '\n') out.append(LINE_ENDS.get(2 - line++ % 3));
            else out.append(c);
        }
        return out.toString();
    }

    /** The pieces come as heap buffers, slices within a larger array, and buffers that show no array, in turns. */
    private static List<Buffer> pieces(byte[] bytes, int... cuts) {
        List<Buffer> pieces = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= cuts.length; i++) {
            int to = i < cuts.length ? cuts[i] : bytes.length;
            pieces.add(
                    switch (i % 3) {
                        case 0 -> Buffer.buffer().appendBytes(bytes, from, to - from);
                        case 1 -> Buffer.buffer(bytes).slice(from, to);
                        default ->
                            BufferInternal.buffer(Unpooled.wrappedBuffer(bytes, from, to - from)
                                    .asReadOnly());
                    });
            from = to;
        }
        return pieces;
    }
}
