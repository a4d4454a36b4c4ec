package dev.isochrone.chaos.check;

import dev.isochrone.chaos.history.Operation;
import java.util.List;

/**
 * Something that must not be.
 *
 * @param subject the key, partition or replica where it was found
 * @param what it is, in a sentence for people
 * @param operations that show it, and no others; none where it was found in logs or dumps
 */
public record Finding(Breach breach, String subject, String what, List<Operation> operations) {
  public Finding {
    operations = List.copyOf(operations);
  }
}
