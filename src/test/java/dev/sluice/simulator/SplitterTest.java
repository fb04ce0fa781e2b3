package dev.sluice.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitterTest {
    @Test
    void cutsInsideEveryCodePointOfSeveralBytesAndLosesNothing() {
        Buffer bytes = Buffer.buffer("plain café 水 🚀🚀 and more plain text to cut at odd places é");
        for (int seed = 0; seed < 500; seed++) {
            List<Buffer> parts = new Splitter(seed).split(bytes);
            Buffer all = Buffer.buffer();
            int cutInside = 0;
            for (Buffer part : parts) {
                assertTrue(part.length() > 0);
                if ((part.getByte(0) & 0xc0) == 0x80) cutInside++;
                all.appendBuffer(part);
            }
            assertEquals(bytes, all);
            assertEquals(5, cutInside);
        }
    }
}
