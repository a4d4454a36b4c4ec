package dev.isochrone.conflict;

import dev.isochrone.model.row.SiblingSet;
import dev.isochrone.model.table.ConflictPolicy;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

class VectorMergeLawsTest extends MergeLaws<SiblingSet> {
  @Override
  protected List<SiblingSet> states(RandomGenerator random) {
    RowWorld world = new RowWorld(ConflictPolicy.VECTOR, random, OwnBounds.among(3));
    while (world.states().size() < 8) {
      world.step();
    }
    return world.states();
  }

  @Override
  protected SiblingSet merge(SiblingSet stored, SiblingSet arriving) {
    return ((Merged) Merge.arrive(ConflictPolicy.VECTOR, Optional.of(stored), arriving)).row();
  }
}
