package io.admitone.redis;

import io.lettuce.core.output.CommandOutput;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * All that an answer holds, in order and whatever its nesting: texts as bytes, numbers as longs.
 */
final class FlatOutput extends CommandOutput<String, String, List<Object>> {
  FlatOutput() {
    super(Request.CODEC, new ArrayList<>());
  }

  @Override
  public void set(ByteBuffer text) {
    if (text != null) {
      byte[] bytes = new byte[text.remaining()];
      text.get(bytes);
      output.add(bytes);
    }
  }

  @Override
  public void set(long number) {
    output.add(number);
  }
}
