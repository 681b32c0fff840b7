using static System.FormattableString;

namespace Akin.Cli.Demo;

/// <summary>The kinds of thing that <see cref="DrawnPictures"/> draws, each of varied proportions.</summary>
internal static class Subjects
{
    /// <summary>Every kind by name.</summary>
    public static IReadOnlyList<(string Name, Action<SubjectBrush> Draw)> All { get; } =
    [
        ("bicycle", Bicycle),
        ("boat", Boat),
        ("butterfly", Butterfly),
        ("cup", Cup),
        ("fish", Fish),
        ("flower", Flower),
        ("house", House),
        ("leaf", Leaf),
        ("mushroom", Mushroom),
        ("tree", Tree),
    ];

    private static void Bicycle(SubjectBrush brush)
    {
        float radius = brush.Vary(0.34f, 0.44f);
        foreach (float x in (ReadOnlySpan<float>)[-0.56f, 0.56f])
        {
            brush.Line(0.09f, Invariant($"M{x - radius} 0.4 A{radius} {radius} 0 1 1 {x + radius} 0.4 A{radius} {radius} 0 1 1 {x - radius} 0.4 Z"));
            brush.Line(0.02f, Invariant($"M{x - radius} 0.4 H{x + radius} M{x} {0.4f - radius} V{0.4f + radius}"));
        }

        float saddle = brush.Vary(-0.5f, -0.35f);
        brush.Line(0.08f, Invariant($"M-0.56 0.4 L-0.24 {saddle + 0.2f} H0.4 L0 0.4 Z L-0.3 {saddle} M0.56 0.4 L0.36 {saddle - 0.05f} H0.62"));
        brush.Oval(0, -0.3f, saddle, 0.2f, 0.07f);
    }

    private static void Boat(SubjectBrush brush)
    {
        float mast = brush.Vary(-0.15f, 0.15f);
        brush.Line(0.06f, Invariant($"M{mast} 0.4 V-0.95"));
        brush.Fill(1, Invariant($"M{mast + 0.06f} -0.9 Q{brush.Vary(0.7f, 1f)} -0.2 {brush.Vary(0.6f, 0.8f)} 0.25 H{mast + 0.06f} Z"));
        brush.Fill(2, Invariant($"M{mast - 0.06f} {brush.Vary(-0.8f, -0.5f)} Q-0.4 -0.1 {brush.Vary(-0.7f, -0.5f)} 0.25 H{mast - 0.06f} Z"));
        brush.Fill(0, Invariant($"M-0.95 0.4 H0.95 L{brush.Vary(0.5f, 0.7f)} {brush.Vary(0.75f, 0.9f)} H-0.6 Z"));
    }

    private static void Butterfly(SubjectBrush brush)
    {
        float upper = brush.Vary(0.4f, 0.52f);
        float lower = brush.Vary(0.28f, 0.4f);
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            brush.Oval(0, side * 0.48f, -0.35f, upper, 0.38f, side * -35);
            brush.Oval(0, side * 0.4f, 0.4f, lower, 0.3f, side * 40);
            brush.Oval(1, side * 0.55f, -0.4f, upper * 0.45f, 0.17f, side * -35);
            brush.Oval(2, side * 0.43f, 0.43f, lower * 0.4f, 0.12f, side * 40);
            brush.Line(0.03f, Invariant($"M0 -0.5 Q{side * 0.1f} -0.8 {side * 0.25f} -0.9"));
        }

        brush.Line(0.14f, "M0 -0.5 V0.6");
    }

    private static void Cup(SubjectBrush brush)
    {
        float height = brush.Vary(0.5f, 0.75f);
        float foot = brush.Vary(0.3f, 0.55f);
        brush.Line(0.12f, Invariant($"M0.5 {-height * 0.5f} C1.05 {-height * 0.6f} 1.05 {height * 0.6f} 0.45 {height * 0.5f}"));
        brush.Fill(0, Invariant($"M-0.6 {-height} C-0.6 {height * 0.6f} {-foot} {height} 0 {height} C{foot} {height} 0.6 {height * 0.6f} 0.6 {-height} Z"));
        brush.Oval(2, 0, -height, 0.6f, 0.14f);
        brush.Oval(1, 0, -height + 0.03f, 0.5f, 0.09f);
        brush.Fill(1, Invariant($"M-0.57 {-height * 0.1f} Q0 {height * 0.2f} 0.57 {-height * 0.1f} L0.54 {height * 0.15f} Q0 {height * 0.45f} -0.54 {height * 0.15f} Z"));
    }

    private static void Fish(SubjectBrush brush)
    {
        float depth = brush.Vary(0.34f, 0.55f);
        float tail = brush.Vary(0.3f, 0.5f);
        brush.Fill(1, Invariant($"M-0.5 0 L-0.98 {-tail} Q-0.8 0 -0.98 {tail} Z"));
        brush.Fill(1, Invariant($"M-0.2 {-depth * 0.8f} Q0.05 {-depth - 0.35f} 0.35 {-depth * 0.7f} Z"));
        brush.Fill(0, Invariant($"M-0.6 0 C-0.3 {-depth * 1.3f} 0.5 {-depth * 1.4f} 0.95 0 C0.5 {depth * 1.4f} -0.3 {depth * 1.3f} -0.6 0 Z"));
        for (int stripe = brush.VaryCount(0, 3); stripe > 0; stripe--)
        {
            float x = 0.4f - (stripe * 0.25f);
            brush.Fill(2, Invariant($"M{x} {-depth * 0.7f} Q{x + 0.12f} 0 {x} {depth * 0.7f} Q{x - 0.02f} 0 {x} {-depth * 0.7f} Z"));
        }

        brush.Oval(2, 0.62f, -0.1f, 0.09f, 0.09f);
        brush.Line(0.06f, "M0.63 -0.1 h0.01");
        brush.Line(0.03f, Invariant($"M0.42 {-depth * 0.55f} Q0.3 0 0.42 {depth * 0.55f}"));
    }

    private static void Flower(SubjectBrush brush)
    {
        brush.Line(0.07f, Invariant($"M0 -0.2 Q{brush.Vary(-0.2f, 0.2f)} 0.5 0 0.98"));
        brush.Oval(1, 0.25f, 0.62f, 0.28f, 0.1f, -30);
        int petalCount = brush.VaryCount(5, 8);
        float length = brush.Vary(0.26f, 0.34f);
        for (int petal = 0; petal < petalCount; petal++)
        {
            float turn = 360f * petal / petalCount;
            (float sine, float cosine) = MathF.SinCos(turn * MathF.PI / 180);
            brush.Oval(0, cosine * 0.38f, -0.3f + (sine * 0.38f), length, 0.16f, turn);
        }

        brush.Oval(2, 0, -0.3f, 0.22f, 0.22f);
    }

    private static void House(SubjectBrush brush)
    {
        float side = brush.Vary(0.55f, 0.8f);
        float eaves = brush.Vary(-0.25f, 0f);
        brush.Fill(1, Invariant($"M{side * 0.45f} {eaves} V{eaves - 0.65f} h0.16 V{eaves} Z"));
        brush.Fill(0, Invariant($"M{-side} {eaves} H{side} V0.9 H{-side} Z"));
        brush.Fill(1, Invariant($"M{-side - 0.15f} {eaves} L0 {brush.Vary(-0.95f, -0.7f)} L{side + 0.15f} {eaves} Z"));
        float door = brush.Vary(-0.15f, 0.1f);
        brush.Fill(1, Invariant($"M{door} 0.9 V0.4 h0.24 V0.9 Z"));
        brush.Fill(2, Invariant($"M{-side + 0.12f} 0.2 h0.24 v0.24 h-0.24 Z"));
        brush.Fill(2, Invariant($"M{side - 0.36f} 0.2 h0.24 v0.24 h-0.24 Z"));
    }

    private static void Leaf(SubjectBrush brush)
    {
        float width = brush.Vary(0.5f, 0.85f);
        brush.Fill(0, Invariant($"M0 -0.95 C{width} -0.5 {width} 0.4 0 0.65 C{-width} 0.4 {-width} -0.5 0 -0.95 Z"));
        brush.Line(0.05f, "M0 -0.85 V0.98");
        for (int vein = 0; vein < 4; vein++)
        {
            float y = -0.3f + (vein * 0.24f);
            float reach = width * brush.Vary(0.45f, 0.55f);
            brush.Line(0.03f, Invariant($"M0 {y} L{reach} {y - 0.25f} M0 {y} L{-reach} {y - 0.25f}"));
        }
    }

    private static void Mushroom(SubjectBrush brush)
    {
        float stem = brush.Vary(0.16f, 0.3f);
        float cap = brush.Vary(0.7f, 0.95f);
        brush.Fill(2, Invariant($"M{-stem} -0.1 Q{-stem * 0.7f} 0.5 {-stem * 1.3f} 0.9 H{stem * 1.3f} Q{stem * 0.7f} 0.5 {stem} -0.1 Z"));
        brush.Fill(0, Invariant($"M{-cap} 0 C{-cap} {brush.Vary(-1.1f, -0.8f)} {cap} {brush.Vary(-1.1f, -0.8f)} {cap} 0 Q0 0.2 {-cap} 0 Z"));
        for (int dot = brush.VaryCount(3, 6); dot > 0; dot--)
        {
            brush.Oval(2, brush.Vary(-0.55f, 0.55f) * cap, brush.Vary(-0.5f, -0.12f), 0.09f, 0.07f);
        }
    }

    private static void Tree(SubjectBrush brush)
    {
        float trunk = brush.Vary(0.09f, 0.17f);
        brush.Fill(1, Invariant($"M{-trunk} 0.95 L{-trunk * 0.6f} 0 H{trunk * 0.6f} L{trunk} 0.95 Z"));
        if (brush.VaryCount(0, 1) == 0)
        {
            for (int storey = 0; storey < 3; storey++)
            {
                float y = 0.35f - (storey * 0.38f);
                float reach = 0.7f - (storey * 0.15f);
                brush.Fill(0, Invariant($"M{-reach} {y} L0 {y - 0.6f} L{reach} {y} Z"));
            }

            return;
        }

        foreach ((float x, float y) in (ReadOnlySpan<(float, float)>)[(-0.4f, -0.1f), (0.4f, -0.1f), (-0.2f, -0.5f), (0.25f, -0.55f), (0, -0.2f)])
        {
            float radius = brush.Vary(0.34f, 0.42f);
            brush.Oval(0, x, y, radius, radius);
        }
    }
}
