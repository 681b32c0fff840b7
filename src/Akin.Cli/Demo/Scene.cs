using SkiaSharp;

namespace Akin.Cli.Demo;

/// <summary>Everything of a drawn picture but its subject: format, background, clutter, place and turn of the subject, things in front of it, noise.</summary>
internal sealed class Scene(Random random)
{
    private const float LargestTurnInDegrees = 25;

    /// <summary>Draws one picture, which the caller disposes.</summary>
    /// <param name="subject">Draws the subject into the square from (-1, -1) to (1, 1).</param>
    public SKBitmap Draw(Action<SubjectBrush> subject)
    {
        int width = random.Next(240, 420);
        int height = random.Next(240, 420);
        SKBitmap picture = new(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using SKCanvas canvas = new(picture);
        Background background = new(random, canvas, width, height);
        background.Fill();
        background.Scatter(random.Next(0, 6), largestPart: 0.1f);
        DrawSubject(canvas, subject, width, height);
        if (random.Next(3) == 0)
        {
            background.Scatter(random.Next(1, 4), largestPart: 0.16f);
        }

        canvas.Flush();
        AddNoise(picture, random.Next(0, 20));
        return picture;
    }

    private void DrawSubject(SKCanvas canvas, Action<SubjectBrush> subject, int width, int height)
    {
        float radius = Math.Min(width, height) * Between(0.34f, 0.5f);
        canvas.Save();
        canvas.Translate(Between(radius * 0.9f, width - (radius * 0.9f)), Between(radius * 0.9f, height - (radius * 0.9f)));
        canvas.RotateDegrees(Between(-LargestTurnInDegrees, LargestTurnInDegrees));
        canvas.Scale(radius * (random.Next(2) == 0 ? 1 : -1), radius * Between(0.85f, 1.15f));
        using SubjectBrush brush = new(canvas, random);
        subject(brush);
        canvas.Restore();
    }

    /// <summary>Adds the same amount to a pixel's three colours, as a camera in poor light does, evenly distributed up to the strength.</summary>
    private void AddNoise(SKBitmap picture, int strengthInLevels)
    {
        Span<byte> pixels = picture.GetPixelSpan();
        for (int offset = 0; offset < pixels.Length; offset += 4)
        {
            int noise = random.Next(-strengthInLevels, strengthInLevels + 1);
            for (int band = offset; band < offset + 3; band++)
            {
                pixels[band] = (byte)Math.Clamp(pixels[band] + noise, 0, byte.MaxValue);
            }
        }
    }

    private float Between(float least, float most) => least + (random.NextSingle() * (most - least));
}
