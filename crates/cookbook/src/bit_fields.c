/* Settings of a device, packed into one word. Which bit comes first is the compiler's choice. */
struct ck_settings {
    unsigned enabled : 1;
    unsigned channel : 4;
    int offset : 6;
};

/* Whether the settings can be: the channel is below 12. Returns the first channel that can be, 0, otherwise. */
struct ck_settings ck_valid_settings(struct ck_settings settings)
{
    if (settings.channel >= 12)
        settings.channel = 0;
    return settings;
}
